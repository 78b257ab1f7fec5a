-- Correcting: reminders, versions of a correction that were not lost, archives of a class or a pupil.

-- Those who had handed in nothing were told; once a day and work.
create table assignments.reminder (
  assignment_id uuid not null references assignments.assignment on delete cascade,
  -- In Paris.
  day date not null,
  sent_by uuid references directory.person on delete set null,
  pupils integer not null,
  people integer not null,
  primary key (assignment_id, day)
);

-- What a correction said before: an earlier round that was returned, the version another teacher's replaced,
-- or what somebody wrote while another saved, until he chooses (« aside », one a person).
create table assignments.review_past (
  id uuid primary key,
  review_id uuid not null references assignments.review on delete cascade,
  author_id uuid references directory.person on delete set null,
  reason text not null check (reason in ('round', 'replaced', 'aside')),
  content jsonb not null,
  kept_at timestamptz not null
);
create index review_past_review on assignments.review_past (review_id, kept_at desc);
create unique index review_past_aside on assignments.review_past (review_id, author_id) where reason = 'aside';
create index review_past_author on assignments.review_past (author_id) where author_id is not null;

-- « class » and « pupil »: what was handed in and came back in a school year.
alter table assignments.archive
  alter assignment_id drop not null,
  add kind text not null default 'work' check (kind in ('work', 'class', 'pupil')),
  add pupil_id uuid references directory.person on delete cascade,
  add school_year smallint,
  add name text not null default 'travaux.zip',
  add done_bytes bigint not null default 0,
  add total_bytes bigint not null default 0,
  add constraint archive_of check (
    case kind when 'work' then assignment_id is not null when 'class' then group_id is not null and school_year is not null
      else pupil_id is not null and school_year is not null end);
create index archive_old on assignments.archive (expires_at);

-- Lists of a work's corrections begin at the work; of one version's, at the version.
create index review_submission on assignments.review (submission_id) where submission_id is not null;
create index review_reviewer on assignments.review (reviewer_id) where reviewer_id is not null;

do $$
declare t text;
begin
  foreach t in array array['reminder', 'review_past'] loop
    execute format('alter table assignments.%I enable row level security', t);
    execute format('alter table assignments.%I force row level security', t);
    execute format('create policy system on assignments.%I to preau_system using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on assignments.%I to preau_app', t);
  end loop;
end $$;

create policy teacher on assignments.reminder to preau_app using (assignments.edits(assignment_id)) with check (assignments.edits(assignment_id));

create policy teacher on assignments.review_past to preau_app
  using (exists (select from assignments.review r where r.id = review_id and assignments.edits(r.assignment_id)))
  with check (exists (select from assignments.review r where r.id = review_id and assignments.edits(r.assignment_id)));
-- What had come back stays readable when the next round has.
create policy concerned on assignments.review_past for select to preau_app using (
  reason = 'round' and exists (select from assignments.review r where r.id = review_id and r.pupil_id = any (assignments.mine())));

-- One's own: work one marks, one's class, what a pupil handed in or a child of one's did. Asked again at each download.
drop policy own on assignments.archive;
create policy own on assignments.archive to preau_app using (asked_by = core.current_account())
  with check (asked_by = core.current_account() and (assignment_id is null or assignments.edits(assignment_id)));
