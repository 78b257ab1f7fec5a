-- Search has a table of its own: under row level security a `like` is not pushed down to an index of
-- `person`, and the words one searches by come from several tables. Derived, rebuilt by `refreshSearch`.
create table directory.search_entry (
  person_id uuid not null references directory.person on delete cascade,
  school_id uuid references directory.school,
  profile text not null,
  -- Folded, each word after a space: ' lea martin lea.martin 5e b', so that `like '% mar%'` finds a beginning.
  words text not null,
  -- Folded family name then given names: the order of lists.
  sorted text not null,
  -- Classes of a pupil, of a teacher, of a guardian's children.
  class_ids uuid[] not null default '{}',
  class_label text,
  unique nulls not distinct (school_id, person_id, profile)
);
create index search_entry_order on directory.search_entry (school_id, profile, sorted);
create index search_entry_above on directory.search_entry (profile, sorted) where profile in ('principal', 'staff', 'department', 'academy');
create index search_entry_person on directory.search_entry (person_id);
alter table directory.search_entry enable row level security;
alter table directory.search_entry force row level security;
create policy system on directory.search_entry to preau_system using (true) with check (true);
create policy seen on directory.search_entry for select to preau_app
  using (school_id = any (core.current_schools()) or core.sees_everywhere());
create policy seen_above on directory.search_entry for select to preau_app using (
  school_id is null and profile in ('department', 'academy') and (core.holds('principal') or core.holds('staff')));

-- How many entries of the directory somebody was shown in an hour: unusual reading is stopped. Losing it
-- in a crash costs nothing, so it is not logged.
create unlogged table directory.reading (
  person_id uuid not null,
  hour timestamptz not null,
  entries integer not null,
  reported boolean not null default false,
  primary key (person_id, hour)
);
alter table directory.reading enable row level security;
alter table directory.reading force row level security;
create policy system on directory.reading to preau_system using (true) with check (true);
grant insert, update on directory.reading to preau_app;
create policy own on directory.reading to preau_app
  using (person_id = core.current_account()) with check (person_id = core.current_account());
