-- What hangs on the actor alone is asked once a statement and not for every row: a function in a condition is run row by row,
-- a subquery that names no row beforehand. The conditions are those of 0001, 0030, 0040 and 0080.
alter policy given on assignments.target using (
  school_id = any ((select directory.works_at())::uuid[]) or pupil_id = any ((select assignments.mine())::uuid[])
  or (last_pupils is null or last_pupils && (select assignments.mine())) and group_id in (select m.group_id from directory.membership m
    where m.role in ('pupil', 'member') and m.person_id = any ((select assignments.mine())::uuid[])));
alter policy given on assignments.assignment using (
  state = 'published' and exists (select from assignments.target t where t.assignment_id = assignment.id)
  and (school_id = any ((select directory.works_at())::uuid[]) or (opens_at <= core.moment() and school_year >= assignments.open_year())));
alter policy kept on assignments.assignment using (
  state = 'published' and (exists (select from assignments.hand_in h where h.assignment_id = assignment.id and h.pupil_id = any ((select assignments.mine())::uuid[]))
  or exists (select from assignments.review r where r.assignment_id = assignment.id and r.state = 'returned' and r.pupil_id = any ((select assignments.mine())::uuid[]))
  or exists (select from assignments.allowance l where l.assignment_id = assignment.id and l.on_paper_at is not null and l.pupil_id = any ((select assignments.mine())::uuid[]))));
alter policy concerned on assignments.allowance using (pupil_id = any ((select assignments.mine())::uuid[]));
alter policy guardian on assignments.submission using (
  state in ('handed-in', 'replaced', 'withdrawn') and pupil_ids && (select assignments.mine()));
alter policy concerned on assignments.hand_in using (pupil_id = any ((select assignments.mine())::uuid[]));
alter policy concerned on assignments.review using (state = 'returned' and pupil_id = any ((select assignments.mine())::uuid[]));
alter policy concerned on assignments.review_past using (
  reason = 'round' and exists (select from assignments.review r where r.id = review_id and r.pupil_id = any ((select assignments.mine())::uuid[])));

-- Arms of policies are tried from the last name to the first until one says yes: those that look into another table row by row
-- come last under these names. It changes how long an answer takes, and no answer.
alter policy written on assignments.hand_in rename to by_team;
alter policy kept on assignments.assignment rename to already_his;
