-- Import from the académie: where each person and school came from, what each run changed, who may be the same.

-- Staging lives in temporary tables of the import's own connection: people's data that was not applied
-- is gone with it. On an external server PUBLIC usually may already.
do $$ begin
  execute format('grant temporary on database %I to preau_system', current_database());
exception when insufficient_privilege then null;
end $$;

-- `source` tells apart académies whose keys could meet; '' when there is one.
create table directory.source_structure (
  source text collate "C" not null,
  key text collate "C" not null,
  school_id uuid not null references directory.school,
  primary key (source, key)
);

create table directory.source_record (
  source text collate "C" not null,
  kind text collate "C" not null check (kind in ('pupil', 'guardian', 'staff')),
  key text collate "C" not null,
  -- Identifier of the request where it differs from the key: deletions name only that.
  record_id text collate "C",
  -- Written in one transaction with the person; a foreign key would cost the import a tenth of its time.
  person_id uuid not null,
  -- Fingerprint of the last record; null when an increment changed part of it.
  hash bigint,
  -- Same for address, telephone and e-mail alone: what a school corrected by hand stays until the source changes.
  contact_hash bigint,
  -- Fingerprint of the folded names, to find suspected duplicates.
  name_hash bigint,
  gone_at timestamptz,
  primary key (source, kind, key)
);
create index source_record_person on directory.source_record (person_id);
create index source_record_name on directory.source_record (name_hash);
create index source_record_id on directory.source_record (source, kind, record_id) where record_id is not null;

create table directory.import_run (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('aaf', 'csv')),
  mode text check (mode in ('complete', 'delta')),
  status text not null check (status in ('planned', 'applied', 'refused', 'undone', 'failed')),
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  options jsonb not null default '{}',
  -- What a person checks: by school, who arrives, leaves, moves. Names are taken out after 90 days.
  report jsonb,
  -- Why it was refused or failed, in French.
  reason text
);

-- Rows before and after, so that a run can be undone exactly. Of an inserted row only the key is kept.
create table directory.import_change (
  id bigint generated always as identity primary key,
  run_id bigint not null references directory.import_run on delete cascade,
  school_id uuid,
  table_name text not null,
  operation text not null check (operation in ('insert', 'update', 'delete')),
  row_count integer not null,
  before jsonb not null,
  after jsonb
);
create index import_change_run on directory.import_change (run_id, id);

-- Proposed for merging, never merged alone. `first_id` < `second_id`.
create table directory.suspected_duplicate (
  first_id uuid not null references directory.person on delete cascade,
  second_id uuid not null references directory.person on delete cascade,
  reason text not null check (reason in ('birth-date', 'email', 'guardian-and-staff')),
  status text not null default 'open' check (status in ('open', 'dismissed', 'merged')),
  found_at timestamptz not null default now(),
  primary key (first_id, second_id),
  check (first_id < second_id)
);
create index suspected_duplicate_second on directory.suspected_duplicate (second_id);

-- Keys, not words: compared byte by byte. The French order of the database costs ten times as much in an index.
alter table directory.person alter column login type text collate "C", alter column email type text collate "C";
alter table directory.login alter column login type text collate "C";

-- A login without its number, to find the next free one.
create index login_base on directory.login (rtrim(login, '0123456789'));
-- Deleting a person (undo) looks for the groups he made.
create index groups_owner on directory.groups (owner_id) where owner_id is not null;

do $$
declare t text;
begin
  foreach t in array array['source_structure', 'source_record', 'import_run', 'import_change', 'suspected_duplicate'] loop
    execute format('alter table directory.%I enable row level security', t);
    execute format('alter table directory.%I force row level security', t);
    execute format('create policy system on directory.%I to preau_system using (true) with check (true)', t);
    execute format('revoke all on directory.%I from preau_app', t);
  end loop;
end $$;
grant select on directory.import_run, directory.suspected_duplicate to preau_app;
create policy seen on directory.import_run for select to preau_app
  using (core.holds('operator') or core.holds('department'));
create policy seen on directory.suspected_duplicate for select to preau_app using (
  core.holds('operator') or core.holds('department')
  or (core.holds('principal') and exists (
    select 1 from directory.role r where r.person_id in (first_id, second_id) and r.school_id = any (core.current_schools()))));
