-- Who prepares and marks work does so as somebody of its school: who has left it sees nothing of its pupils any
-- more, and its head may name who goes on.

alter table assignments.editor add column school_id uuid references directory.school;
-- The owner of these tables is held to their policies too: let go for one statement.
alter table assignments.editor no force row level security;
alter table assignments.assignment no force row level security;
update assignments.editor e set school_id = a.school_id from assignments.assignment a where a.id = e.assignment_id;
alter table assignments.editor force row level security;
alter table assignments.assignment force row level security;
alter table assignments.editor alter column school_id set not null;

-- Never as the caller says: work does not move from its school.
create function assignments.editor_school() returns trigger language plpgsql as $$
begin
  new.school_id := (select a.school_id from assignments.assignment a where a.id = new.assignment_id);
  return new;
end $$;
create trigger editor_school before insert or update on assignments.editor for each row execute function assignments.editor_school();

create function assignments.heads(school uuid) returns boolean language sql stable parallel safe as $$
  select exists (select from directory.role r where r.person_id = core.current_account() and r.school_id = school and r.profile = 'principal') $$;
grant execute on function assignments.heads(uuid) to preau_app, preau_system;

create or replace function assignments.edits(assignment uuid) returns boolean language plpgsql stable parallel safe as $$
  begin return exists (select from assignments.editor e where e.assignment_id = edits.assignment and e.person_id = core.current_account()
    and e.school_id = any (core.current_schools())); end $$;
create or replace function assignments.owns(assignment uuid) returns boolean language plpgsql stable parallel safe as $$
  begin return exists (select from assignments.assignment a where a.id = owns.assignment and a.owner_id = core.current_account()
    and a.school_id = any (core.current_schools())); end $$;

-- One's own are not asked of the function, which asks this table itself. The policies of what pupils hand in ask this table, so that they hold for who has left too.
drop policy seen on assignments.editor;
create policy seen on assignments.editor for select to preau_app using (
  case when person_id = core.current_account() then school_id = any (core.current_schools()) else assignments.edits(assignment_id) end);
create policy head_seen on assignments.editor for select to preau_app using (assignments.heads(school_id));
create policy head_added on assignments.editor for insert to preau_app with check (assignments.heads(school_id));
create policy head_removed on assignments.editor for delete to preau_app using (part <> 'owner' and assignments.heads(school_id));
-- That a draft is there, so that who stands in for its author gets it too.
create policy head on assignments.assignment for select to preau_app using (assignments.heads(school_id));
