-- A file being imported by hand: read, mapped, looked at, then applied or forgotten within a day.
create table directory.csv_draft (
  id uuid primary key,
  school_id uuid not null references directory.school,
  created_by uuid not null references directory.person on delete cascade,
  created_at timestamptz not null,
  kind text not null check (kind in ('pupils', 'staff')),
  file_name text not null,
  encoding text not null,
  -- Header, then lines, as text.
  headers jsonb not null,
  lines jsonb not null,
  -- Field → number of the column.
  mapping jsonb not null default '{}'
);
create index csv_draft_age on directory.csv_draft (created_at);
alter table directory.csv_draft enable row level security;
alter table directory.csv_draft force row level security;
create policy system on directory.csv_draft to preau_system using (true) with check (true);
grant insert, update, delete on directory.csv_draft to preau_app;
create policy own on directory.csv_draft to preau_app
  using (created_by = core.current_account() and directory.administers(school_id))
  with check (created_by = core.current_account() and directory.administers(school_id));
