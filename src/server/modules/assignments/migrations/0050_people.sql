-- People come and go: names stay as they were, replacements cover what is given later, who joins a class is told.

-- « Mme Durand », as pupils know who gave and who marked, also when he has left and is nobody's to see any more.
alter table assignments.assignment add column owner_name text not null default '';
alter table assignments.review add column reviewer_name text not null default '';

-- Of a class or group, or by name: who has been told of the work already.
alter table assignments.target add column told uuid[] not null default '{}';

-- Who stands in for whom, with which class, until it is ended or the school year is over.
create table assignments.stand_in (
  teacher_id uuid not null references directory.person on delete cascade,
  group_id uuid not null references directory.groups on delete cascade,
  stand_in_id uuid not null references directory.person on delete cascade,
  school_id uuid not null references directory.school,
  school_year smallint not null,
  since timestamptz not null,
  primary key (teacher_id, group_id, stand_in_id),
  check (teacher_id <> stand_in_id)
);
create index stand_in_group on assignments.stand_in (group_id);
create index stand_in_person on assignments.stand_in (stand_in_id);
alter table assignments.stand_in enable row level security;
alter table assignments.stand_in force row level security;
create policy system on assignments.stand_in to preau_system using (true) with check (true);
grant select, insert, update, delete on assignments.stand_in to preau_app;

-- Everybody of the school may know who stands in for whom: pupils do.
create policy seen on assignments.stand_in for select to preau_app using (school_id = any (core.current_schools()));
create policy named on assignments.stand_in for insert to preau_app with check (
  (assignments.heads(school_id) or (teacher_id = core.current_account() and directory.works_in(school_id)))
  and exists (select from directory.groups g where g.id = group_id and g.school_id = stand_in.school_id));
create policy renewed on assignments.stand_in for update to preau_app
  using (assignments.heads(school_id) or teacher_id = core.current_account()) with check (assignments.heads(school_id) or teacher_id = core.current_account());
create policy ended on assignments.stand_in for delete to preau_app
  using (assignments.heads(school_id) or teacher_id = core.current_account() or stand_in_id = core.current_account());

-- Whoever of its editors writes whom a work is for brings in exactly those who stand in for its author there.
create policy stands_in on assignments.editor for insert to preau_app with check (
  part = 'replacement' and assignments.edits(assignment_id) and exists (
    select from assignments.stand_in s join assignments.target t on t.group_id = s.group_id
    join assignments.assignment a on a.id = t.assignment_id and a.owner_id = s.teacher_id
    where t.assignment_id = editor.assignment_id and s.stand_in_id = editor.person_id));
