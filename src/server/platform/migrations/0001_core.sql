-- What every module stands on: who acts (for row level security), the audit trail, facts of the installation.

create extension if not exists unaccent with schema public;
create extension if not exists pg_trgm with schema public;

grant usage on schema core to preau_app, preau_system;
alter default privileges in schema core grant select, insert, update, delete on tables to preau_system;
grant select on core.migration to preau_app, preau_system;

-- The settings are made by the application inside each transaction (set_config(…, true)); without them
-- there is no actor and nothing is visible. `language sql stable` without options so that the planner inlines them.
create function core.current_account() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('preau.account', true), '')::uuid $$;
create function core.current_schools() returns uuid[] language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('preau.schools', true), ''), '{}')::uuid[] $$;
-- Département, académie and operator see every school.
create function core.sees_everywhere() returns boolean language sql stable parallel safe
  as $$ select coalesce(current_setting('preau.everywhere', true), '') = 'yes' $$;
-- The profiles held, for policies that need them.
create function core.holds(profile text) returns boolean language sql stable parallel safe
  as $$ select profile = any (coalesce(nullif(current_setting('preau.profiles', true), ''), '{}')::text[]) $$;

-- Folded for comparison and search: no accents, no case, ligatures opened, apostrophes and hyphens as spaces.
create function core.fold(value text) returns text language sql immutable strict parallel safe
  as $$ select trim(regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, value)), '[^a-z0-9@._]+', ' ', 'g')) $$;

create table core.audit (
  id uuid primary key,
  at timestamptz not null,
  command text not null,
  actor_id uuid,
  actor_label text not null,
  subject_type text,
  subject_id text,
  school_id uuid,
  outcome text not null check (outcome in ('done', 'refused')),
  refusal_code text,
  details jsonb not null default '{}'
);
create index audit_at on core.audit (at desc, id desc);
create index audit_actor on core.audit (actor_id, at desc);
create index audit_subject on core.audit (subject_id, at desc);
create index audit_school on core.audit (school_id, at desc);
alter table core.audit enable row level security;
alter table core.audit force row level security;
-- Append only: nobody may update or delete, not even those who write it.
grant insert, select on core.audit to preau_app, preau_system;
revoke update, delete on core.audit from preau_system;
create policy write on core.audit for insert to preau_app with check (actor_id is not distinct from core.current_account());
create policy read on core.audit for select to preau_app using (
  core.holds('operator') or actor_id = core.current_account() or subject_id = core.current_account()::text
  or (school_id = any (core.current_schools()) and core.holds('principal'))
);
create policy system_write on core.audit for insert to preau_system with check (true);
create policy system_read on core.audit for select to preau_system using (true);
create function core.refuse_change() returns trigger language plpgsql as $$
begin raise exception 'the audit trail is append-only'; end $$;
create trigger audit_append_only before update or delete or truncate on core.audit
  for each statement execute function core.refuse_change();

-- Facts of the installation (name of the département, demo or not, settings of the operator). No people.
create table core.setting (
  name text primary key,
  value jsonb not null,
  changed_at timestamptz not null default now()
);
grant select on core.setting to preau_app;
grant select, insert, update, delete on core.setting to preau_system;
