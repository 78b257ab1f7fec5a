-- Between the arrival of the classes of the next year and the job that sees them (`year-ends.ts`), who was not in a class when
-- July began has nothing of what was given to it: that it is another class is known within the hour, and nobody looks in before.
grant select on assignments.class_in_july to preau_app;
create policy seen on assignments.class_in_july for select to preau_app using (
  group_id in (select g.id from directory.groups g where g.school_id = any ((select directory.works_at())::uuid[]))
  or group_id in (select m.group_id from directory.membership m where m.person_id = any ((select assignments.mine())::uuid[])));
-- Groups made by hand have been noted: they are changed by who keeps them, in July as in any month.
delete from assignments.class_in_july c using directory.groups g where g.id = c.group_id and g.kind = 'manual';

-- Classes of the actor's that noted others than him when July began, and were not looked at since. The conditions are those of
-- 0090, and this one.
create function assignments.not_yet_mine() returns uuid[] language sql stable parallel safe as $$
  select array(select c.group_id from assignments.class_in_july c
    where c.school_year >= assignments.open_year() and c.other_since is null and not c.pupils && assignments.mine()) $$;
grant execute on function assignments.not_yet_mine() to preau_app, preau_system;
alter policy given on assignments.target using (
  school_id = any ((select directory.works_at())::uuid[]) or pupil_id = any ((select assignments.mine())::uuid[])
  or (last_pupils && (select assignments.mine()) or last_pupils is null and group_id <> all ((select assignments.not_yet_mine())::uuid[]))
    and group_id in (select m.group_id from directory.membership m
      where m.role in ('pupil', 'member') and m.person_id = any ((select assignments.mine())::uuid[])));
