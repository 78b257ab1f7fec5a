-- Schools, people, roles, classes and groups, family links, and where each came from.

create schema directory;
grant usage on schema directory to preau_app, preau_system;
alter default privileges in schema directory grant select on tables to preau_app;
alter default privileges in schema directory grant select, insert, update, delete on tables to preau_system;
alter default privileges in schema directory grant usage on sequences to preau_app, preau_system;

-- A collège. Public facts only: no row level security.
create table directory.school (
  id uuid primary key default uuidv7(),
  uai text unique,
  name text not null,
  kind text not null default 'COLLEGE',
  academy text,
  street text, postal_code text, city text, phone text, email text,
  status text not null default 'active' check (status in ('active', 'closed')),
  created_at timestamptz not null default now()
);

-- A human being. One row per pupil, one per adult whatever the number of roles and children.
-- The account (module identity) has the same id. The login is given here, once, and never reused.
create table directory.person (
  id uuid primary key default uuidv7(),
  kind text not null check (kind in ('pupil', 'adult')),
  login text not null unique,
  title text,
  family_name text not null,
  birth_name text,
  given_name text not null,
  other_names text[] not null default '{}',
  birth_date date,
  email text, mobile text, phone text,
  street text, postal_code text, city text, country text,
  mef_code text,
  -- « 6e », « 5e »… of a pupil
  level text,
  status text not null default 'active' check (status in ('active', 'blocked', 'suspended', 'erased')),
  suspended_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index person_suspended on directory.person (suspended_at) where suspended_at is not null;
create index person_email on directory.person (lower(email)) where email is not null;

-- Every login ever given: a name that was somebody's is nobody else's, even after erasure.
create table directory.login (
  login text primary key,
  person_id uuid
);

-- A profile held somewhere; school_id is null for the département, the académie and the operator.
-- A guardian holds one in each school of his children: written by the import, never by hand.
create table directory.role (
  id uuid primary key default uuidv7(),
  person_id uuid not null references directory.person on delete cascade,
  school_id uuid references directory.school,
  profile text not null check (profile in
    ('pupil', 'guardian', 'teacher', 'staff', 'principal', 'department', 'academy', 'operator', 'guest')),
  function_code text,
  function_label text,
  -- May administer the directory of this school, beside its principal.
  delegate boolean not null default false,
  source text not null default 'manual' check (source in ('aaf', 'csv', 'manual')),
  unique nulls not distinct (person_id, school_id, profile)
);
create index role_school on directory.role (school_id, profile, person_id);

-- A class, a group taught together, or a group made by hand.
create table directory.groups (
  id uuid primary key default uuidv7(),
  school_id uuid not null references directory.school,
  kind text not null check (kind in ('class', 'group', 'manual')),
  code text not null,
  label text not null,
  level text,
  owner_id uuid references directory.person on delete set null,
  status text not null default 'active' check (status in ('active', 'closed')),
  source text not null default 'manual' check (source in ('aaf', 'csv', 'manual')),
  unique (school_id, kind, code)
);

create table directory.membership (
  group_id uuid not null references directory.groups on delete cascade,
  person_id uuid not null references directory.person on delete cascade,
  school_id uuid not null references directory.school,
  role text not null check (role in ('pupil', 'teacher', 'head-teacher', 'member')),
  -- Code of the subject taught, '' when not said.
  subject text not null default '',
  source text not null default 'manual' check (source in ('aaf', 'csv', 'manual')),
  primary key (group_id, person_id, role, subject)
);
create index membership_person on directory.membership (person_id, role);
create index membership_school on directory.membership (school_id);

-- Family link: pupil → guardian, with what the law lets the guardian do.
create table directory.guardianship (
  pupil_id uuid not null references directory.person on delete cascade,
  guardian_id uuid not null references directory.person on delete cascade,
  -- AAF code of the link, kept as it came (1 father, 2 mother… or 10, 20, 37–90).
  link_code text not null,
  -- 1 legal guardian, 2 second guardian or person in charge, 0 none.
  legal smallint not null default 0,
  financial boolean not null default false,
  contact boolean not null default false,
  payment boolean not null default false,
  source text not null default 'manual' check (source in ('aaf', 'csv', 'manual')),
  primary key (pupil_id, guardian_id)
);
create index guardianship_guardian on directory.guardianship (guardian_id);

create table directory.subject (code text primary key, label text not null);
create table directory.mef (code text primary key, label text not null, level text);

-- Row level security: the second wall. A person is visible to himself, to people of his schools, and to
-- those who see everywhere; finer rules are the policies' and the communication rules' matter.
do $$
declare t text;
begin
  foreach t in array array['person', 'login', 'role', 'groups', 'membership', 'guardianship'] loop
    execute format('alter table directory.%I enable row level security', t);
    execute format('alter table directory.%I force row level security', t);
    execute format('create policy system on directory.%I to preau_system using (true) with check (true)', t);
  end loop;
end $$;
revoke all on directory.login from preau_app;

create policy seen on directory.role for select to preau_app
  using (school_id = any (core.current_schools()) or person_id = core.current_account() or core.sees_everywhere());
create policy seen on directory.person for select to preau_app using (
  id = core.current_account() or core.sees_everywhere()
  or exists (select 1 from directory.role r where r.person_id = person.id and r.school_id = any (core.current_schools())));
create policy seen on directory.groups for select to preau_app
  using (school_id = any (core.current_schools()) or core.sees_everywhere());
create policy seen on directory.membership for select to preau_app
  using (school_id = any (core.current_schools()) or person_id = core.current_account() or core.sees_everywhere());
create policy seen on directory.guardianship for select to preau_app using (
  pupil_id = core.current_account() or guardian_id = core.current_account() or core.sees_everywhere()
  or exists (select 1 from directory.role r where r.person_id = guardianship.pupil_id and r.school_id = any (core.current_schools())));
