-- Who was in a class or group when July began: the académie may bring the classes of the next year before this one is over,
-- and the class keeps its row. Kept until the works of the year are written down (`year-ends.ts`).
create table assignments.class_in_july (
  group_id uuid not null references directory.groups on delete cascade,
  school_year integer not null,
  pupils uuid[] not null,
  -- Since when it was seen to be another class: works given before that are of the one above.
  other_since timestamptz,
  primary key (group_id, school_year)
);
alter table assignments.class_in_july enable row level security;
alter table assignments.class_in_july force row level security;
create policy system on assignments.class_in_july to preau_system using (true) with check (true);

-- Who comes into a class that was written down already is not who its work was given to.
drop policy given on assignments.target;
create policy given on assignments.target for select to preau_app using (
  directory.works_in(school_id) or pupil_id = any (assignments.mine())
  or (last_pupils is null or last_pupils && assignments.mine()) and group_id in (select m.group_id from directory.membership m
    where m.role in ('pupil', 'member') and m.person_id = any (assignments.mine())));
