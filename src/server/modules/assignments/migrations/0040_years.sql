-- A school year is a frame of its own: its work shows to the pupils of that year while it lasts, and is read
-- afterwards by who handed in and by who gave it.

-- Whom a class or group was when the year of the work ended: the class of the next year has the same row.
alter table assignments.target add column last_pupils uuid[];

-- The year of work is known when it is given, and with it its number: a draft of the summer is numbered again then.
drop index assignments.assignment_number;
create index assignment_number on assignments.assignment (owner_id, school_year, number);

-- 2026 for 2026-2027, which begins on 1 August in Paris: the same as `years.ts`.
create function assignments.year_of(moment timestamptz) returns integer language sql stable parallel safe
  as $$ select date_part('year', (moment at time zone 'Europe/Paris') - interval '7 months')::integer $$;
-- The first year that is still open to be written in. Two days late: what was begun in time may still arrive, and the
-- first wall, which knows when it was begun, is exact.
create function assignments.open_year() returns integer language sql stable parallel safe
  as $$ select assignments.year_of(core.moment() - interval '2 days') $$;
-- There for the actor, and still to be written in. A draft has no year yet.
create function assignments.lasts(assignment uuid) returns boolean language plpgsql stable parallel safe as $$
  begin return exists (select from assignments.assignment a where a.id = lasts.assignment and (a.state = 'draft' or a.school_year >= assignments.open_year())); end $$;
grant execute on function assignments.year_of(timestamptz), assignments.open_year(), assignments.lasts(uuid) to preau_app, preau_system;

-- Colleagues of the school see that work is given, also what opens later; pupils and families from its opening on,
-- and as long as its year lasts.
drop policy given on assignments.assignment;
create policy given on assignments.assignment for select to preau_app using (
  state = 'published' and exists (select from assignments.target t where t.assignment_id = assignment.id)
  and (directory.works_in(school_id) or (opens_at <= core.moment() and school_year >= assignments.open_year())));
-- What a pupil handed in, or what came back to him, stays his and his family's.
drop policy kept on assignments.assignment;
create policy kept on assignments.assignment for select to preau_app using (
  state = 'published' and (exists (select from assignments.hand_in h where h.assignment_id = assignment.id and h.pupil_id = any (assignments.mine()))
  or exists (select from assignments.review r where r.assignment_id = assignment.id and r.state = 'returned' and r.pupil_id = any (assignments.mine()))
  or exists (select from assignments.allowance l where l.assignment_id = assignment.id and l.on_paper_at is not null and l.pupil_id = any (assignments.mine()))));

-- Nothing is handed in, marked or allowed when the year is over, nor to work that is not there for one.
do $$
declare t text;
begin
  foreach t in array array['submission', 'hand_in', 'review', 'allowance', 'team', 'reminder'] loop
    execute format('create policy in_its_year on assignments.%I as restrictive for insert to preau_app with check (assignments.lasts(assignment_id))', t);
  end loop;
  foreach t in array array['hand_in', 'allowance', 'team'] loop
    execute format('create policy changed_in_its_year on assignments.%I as restrictive for update to preau_app using (assignments.lasts(assignment_id))', t);
    execute format('create policy removed_in_its_year on assignments.%I as restrictive for delete to preau_app using (assignments.lasts(assignment_id))', t);
  end loop;
end $$;
-- A pupil may still look at what came back for the first time.
create policy changed_in_its_year on assignments.review as restrictive for update to preau_app
  using (pupil_id = core.current_account() or assignments.lasts(assignment_id));
create policy in_its_year on assignments.annotation as restrictive for insert to preau_app
  with check (exists (select from assignments.review r where r.id = review_id and assignments.lasts(r.assignment_id)));
create policy changed_in_its_year on assignments.annotation as restrictive for update to preau_app
  using (exists (select from assignments.review r where r.id = review_id and assignments.lasts(r.assignment_id)));
create policy in_its_year on assignments.answer as restrictive for insert to preau_app
  with check (exists (select from assignments.review r where r.id = review_id and assignments.lasts(r.assignment_id)));
