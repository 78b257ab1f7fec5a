-- Who may see and write to whom: one table of defaults for everybody, one of what each school chose, and
-- one function that everything asks (pages, search, messaging).

-- Does the actor administer the directory of this school: its principal, or somebody he delegated to.
-- Reads roles, not settings: a principal here may be a parent there.
create function directory.administers(school uuid) returns boolean language sql stable parallel safe
  as $$ select exists (select from directory.role r where r.person_id = core.current_account() and r.school_id = school
    and (r.profile = 'principal' or r.delegate)) $$;

-- 'none'; 'own': those one has a link with (their teachers, their pupils' guardians…); 'school': all of them.
create table directory.communication_default (
  from_profile text not null,
  to_profile text not null,
  scope text not null check (scope in ('none', 'own', 'school')),
  -- What a school may choose instead; a single choice is not a school's to change.
  choices text[] not null,
  primary key (from_profile, to_profile)
);
insert into directory.communication_default (from_profile, to_profile, scope, choices) values
  -- Pupils: their teachers and school life. Never each other unless the school opens it.
  ('pupil', 'pupil', 'none', '{none,own,school}'),
  ('pupil', 'guardian', 'none', '{none,own}'),
  ('pupil', 'teacher', 'own', '{none,own,school}'),
  ('pupil', 'staff', 'own', '{none,own,school}'),
  ('pupil', 'principal', 'none', '{none,school}'),
  ('pupil', 'guest', 'none', '{none,own}'),
  -- Guardians: their children's teachers, school life, the principal. Never other guardians unless opened.
  ('guardian', 'pupil', 'none', '{none,own}'),
  ('guardian', 'guardian', 'none', '{none,own,school}'),
  ('guardian', 'teacher', 'own', '{none,own,school}'),
  ('guardian', 'staff', 'own', '{none,own,school}'),
  ('guardian', 'principal', 'school', '{none,school}'),
  ('guardian', 'guest', 'none', '{none,own}'),
  -- Adults of the school: everybody in the school.
  ('teacher', 'pupil', 'school', '{none,own,school}'),
  ('teacher', 'guardian', 'school', '{none,own,school}'),
  ('teacher', 'teacher', 'school', '{none,own,school}'),
  ('teacher', 'staff', 'school', '{school}'),
  ('teacher', 'principal', 'school', '{school}'),
  ('teacher', 'guest', 'school', '{none,own,school}'),
  ('staff', 'pupil', 'school', '{none,school}'),
  ('staff', 'guardian', 'school', '{none,school}'),
  ('staff', 'teacher', 'school', '{school}'),
  ('staff', 'staff', 'school', '{school}'),
  ('staff', 'principal', 'school', '{school}'),
  ('staff', 'guest', 'school', '{none,school}'),
  ('staff', 'department', 'school', '{school}'),
  ('staff', 'academy', 'school', '{school}'),
  ('principal', 'pupil', 'school', '{school}'),
  ('principal', 'guardian', 'school', '{school}'),
  ('principal', 'teacher', 'school', '{school}'),
  ('principal', 'staff', 'school', '{school}'),
  ('principal', 'principal', 'school', '{school}'),
  ('principal', 'guest', 'school', '{school}'),
  ('principal', 'department', 'school', '{school}'),
  ('principal', 'academy', 'school', '{school}'),
  -- Guests come from outside: nobody's children until a group brings them together.
  ('guest', 'pupil', 'none', '{none,own}'),
  ('guest', 'guardian', 'none', '{none,own}'),
  ('guest', 'teacher', 'own', '{none,own,school}'),
  ('guest', 'staff', 'own', '{none,own,school}'),
  ('guest', 'principal', 'school', '{none,school}'),
  ('guest', 'guest', 'none', '{none,own}'),
  -- Département and académie: principals and staff of every school, and each other. Everybody else by
  -- campaign only, which is not decided here. The operator reaches those he answers to.
  ('department', 'principal', 'school', '{school}'),
  ('department', 'staff', 'school', '{school}'),
  ('department', 'department', 'school', '{school}'),
  ('department', 'academy', 'school', '{school}'),
  ('department', 'operator', 'school', '{school}'),
  ('academy', 'principal', 'school', '{school}'),
  ('academy', 'staff', 'school', '{school}'),
  ('academy', 'department', 'school', '{school}'),
  ('academy', 'academy', 'school', '{school}'),
  ('operator', 'principal', 'school', '{school}'),
  ('operator', 'department', 'school', '{school}'),
  ('operator', 'academy', 'school', '{school}');
alter table directory.communication_default enable row level security;
alter table directory.communication_default force row level security;
create policy seen on directory.communication_default for select to preau_app, preau_system using (true);
revoke insert, update, delete on directory.communication_default from preau_system;

-- What a school chose, cell by cell; no row is the default.
create table directory.communication_rule (
  school_id uuid not null references directory.school,
  from_profile text not null,
  to_profile text not null,
  scope text not null check (scope in ('none', 'own', 'school')),
  changed_at timestamptz not null,
  changed_by uuid,
  primary key (school_id, from_profile, to_profile),
  foreign key (from_profile, to_profile) references directory.communication_default
);
alter table directory.communication_rule enable row level security;
alter table directory.communication_rule force row level security;
create policy system on directory.communication_rule to preau_system using (true) with check (true);
create policy seen on directory.communication_rule for select to preau_app
  using (school_id = any (core.current_schools()) or core.sees_everywhere());
grant insert, update, delete on directory.communication_rule to preau_app;
create policy added on directory.communication_rule for insert to preau_app with check (directory.administers(school_id));
create policy changed on directory.communication_rule for update to preau_app
  using (directory.administers(school_id)) with check (directory.administers(school_id));
create policy removed on directory.communication_rule for delete to preau_app using (directory.administers(school_id));

-- Those who stand above the schools are seen by the principals and staff who may write to them.
create policy seen_above on directory.role for select to preau_app using (
  school_id is null and profile in ('department', 'academy') and (core.holds('principal') or core.holds('staff')));
create policy seen_above on directory.person for select to preau_app using (
  (core.holds('principal') or core.holds('staff'))
  and exists (select from directory.role r where r.person_id = person.id and r.school_id is null and r.profile in ('department', 'academy')));

-- Who is reached from above, or stands there.
create index role_above on directory.role (profile) where profile in ('principal', 'staff', 'department', 'academy', 'operator');

-- School life among the staff: éducation, assistants d'éducation, surveillance. A school that says no
-- functions (CSV, made by hand) means all of its staff.
create function directory.is_school_life(function_code text) returns boolean language sql immutable parallel safe
  as $$ select function_code is null or function_code in ('EDU', 'AED', 'SUR', 'ASE') $$;

-- Everybody whom `account` may see and write to, with the rule that says so: at most one row a person,
-- school and pair of profiles. The only place that answers this question. Ask for few people by
-- `where person_id = any (…)`: it is inlined, so the condition reaches the indexes.
create function directory.reach(account uuid)
returns table (person_id uuid, school_id uuid, from_profile text, to_profile text, scope text)
language sql stable parallel safe
as $$
  with mine as (
    select r.school_id, r.profile, d.to_profile, coalesce(c.scope, d.scope) as scope
    from directory.role r
    join directory.person p on p.id = r.person_id and p.status = 'active'
    join directory.communication_default d on d.from_profile = r.profile
    left join directory.communication_rule c on c.school_id = r.school_id and c.from_profile = d.from_profile and c.to_profile = d.to_profile
    where r.person_id = account and coalesce(c.scope, d.scope) <> 'none'
  ), my_groups as (
    select m.group_id, m.school_id, m.role, g.kind
    from directory.membership m join directory.groups g on g.id = m.group_id and g.status = 'active'
    where m.person_id = account
  ), child_groups as (
    -- Only whom the law entrusts with the child follows his schooling.
    select distinct m.group_id, m.school_id, g.kind
    from directory.guardianship l
    join directory.person k on k.id = l.pupil_id and k.status = 'active'
    join directory.membership m on m.person_id = l.pupil_id and m.role = 'pupil'
    join directory.groups g on g.id = m.group_id and g.status = 'active'
    where l.guardian_id = account and l.legal > 0
  ), linked as (
    select o.school_id, o.profile, o.to_profile, x.person_id
    from mine o join my_groups g on g.school_id = o.school_id
    join directory.membership x on x.group_id = g.group_id
    where o.scope = 'own' and (
      (o.profile = 'pupil' and o.to_profile = 'teacher' and g.role = 'pupil' and x.role in ('teacher', 'head-teacher'))
      or (o.profile = 'pupil' and o.to_profile = 'pupil' and g.role = 'pupil' and x.role = 'pupil' and g.kind <> 'manual')
      or (o.profile = 'teacher' and o.to_profile = 'pupil' and g.role in ('teacher', 'head-teacher') and x.role = 'pupil')
      or (o.profile = 'teacher' and o.to_profile = 'teacher' and g.role in ('teacher', 'head-teacher') and x.role in ('teacher', 'head-teacher'))
      or (g.kind = 'manual' and 'guest' in (o.profile, o.to_profile)))
    union
    select o.school_id, o.profile, o.to_profile, l.guardian_id
    from mine o join my_groups g on g.school_id = o.school_id and g.role in ('teacher', 'head-teacher')
    join directory.membership x on x.group_id = g.group_id and x.role = 'pupil'
    join directory.guardianship l on l.pupil_id = x.person_id
    where o.scope = 'own' and o.profile = 'teacher' and o.to_profile = 'guardian'
    union
    select o.school_id, o.profile, o.to_profile, x.person_id
    from mine o join child_groups g on g.school_id = o.school_id
    join directory.membership x on x.group_id = g.group_id and x.role in ('teacher', 'head-teacher')
    where o.scope = 'own' and o.profile = 'guardian' and o.to_profile = 'teacher'
    union
    select o.school_id, o.profile, o.to_profile, l.guardian_id
    from mine o join child_groups g on g.school_id = o.school_id and g.kind <> 'manual'
    join directory.membership x on x.group_id = g.group_id and x.role = 'pupil'
    join directory.guardianship l on l.pupil_id = x.person_id and l.legal > 0
    where o.scope = 'own' and o.profile = 'guardian' and o.to_profile = 'guardian'
    union
    select o.school_id, o.profile, o.to_profile, case o.profile when 'pupil' then l.guardian_id else l.pupil_id end
    from mine o join directory.guardianship l on account in (l.pupil_id, l.guardian_id)
    where o.scope = 'own' and (
      (o.profile = 'pupil' and o.to_profile = 'guardian' and l.pupil_id = account and l.legal > 0)
      or (o.profile = 'guardian' and o.to_profile = 'pupil' and l.guardian_id = account and l.legal > 0))
  ), reached as (
    select t.person_id, t.school_id, o.profile, o.to_profile, o.scope
    from mine o join directory.role t on t.school_id = o.school_id and t.profile = o.to_profile
    where o.scope = 'school' or (o.to_profile = 'staff' and directory.is_school_life(t.function_code))
    union all
    select t.person_id, t.school_id, o.profile, o.to_profile, o.scope
    from mine o join linked l on l.school_id = o.school_id and l.profile = o.profile and l.to_profile = o.to_profile
    join directory.role t on t.person_id = l.person_id and t.school_id = l.school_id and t.profile = l.to_profile
    where o.scope = 'own' and o.to_profile <> 'staff'
    union all
    -- From above the schools, and to those above them.
    select t.person_id, t.school_id, o.profile, o.to_profile, o.scope
    from mine o join directory.role t on t.profile = o.to_profile
      and t.profile in ('principal', 'staff', 'department', 'academy', 'operator')
    where o.scope = 'school' and ((o.school_id is null) or (t.school_id is null and o.to_profile in ('department', 'academy')))
  )
  select r.person_id, r.school_id, r.profile, r.to_profile, r.scope
  from reached r join directory.person p on p.id = r.person_id and p.status = 'active'
  where r.person_id <> account
$$;
grant execute on function directory.administers(uuid), directory.is_school_life(text), directory.reach(uuid) to preau_app, preau_system;
