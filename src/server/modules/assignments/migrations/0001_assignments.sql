-- The casier: what teachers ask for, what pupils hand in, the receipt that proves it, and what comes back.

create schema assignments;
grant usage on schema assignments to preau_app, preau_system;
alter default privileges in schema assignments grant select, insert, update, delete on tables to preau_system;

create table assignments.assignment (
  id uuid primary key,
  school_id uuid not null references directory.school,
  -- Work to hand in by a date; a class's box, always open; what a teacher leaves for pupils.
  kind text not null default 'work' check (kind in ('work', 'box', 'drop')),
  owner_id uuid references directory.person on delete set null,
  title text not null check (char_length(title) between 1 and 140),
  -- As it stands on the timetable: « Mathématiques ».
  subject text not null default '' check (char_length(subject) <= 60),
  body text not null default '',
  document jsonb,
  -- What one hands in: any of these is enough.
  expects text[] not null default '{file}' check (expects <@ array['file', 'photo', 'text', 'audio', 'link'] and cardinality(expects) > 0),
  -- Families of files that are taken; none named: all of them.
  file_types text[] not null default '{}' check (file_types <@ array['pdf', 'image', 'document', 'audio', 'video']),
  most_files smallint not null default 10 check (most_files between 1 and 20),
  minutes smallint check (minutes between 1 and 600),
  -- One hands in for all of his team.
  grouped boolean not null default false,
  attempts text not null default 'several' check (attempts in ('one', 'several', 'until-accepted')),
  marking text not null default 'comments' check (marking in ('comments', 'points', 'levels')),
  most_points double precision check (most_points > 0 and most_points <= 1000),
  -- [{key, label}], and [{key, label, steps: [{label, points}]}].
  competences jsonb not null default '[]',
  rubric jsonb not null default '[]',
  -- Results go to each pupil as he is marked, or to all at once.
  release text not null default 'each' check (release in ('each', 'together')),
  released_at timestamptz,
  state text not null default 'draft' check (state in ('draft', 'published')),
  -- Invisible to pupils before; late from `due_at`, closed from `cutoff_at` (null: at `due_at`).
  opens_at timestamptz,
  due_at timestamptz,
  cutoff_at timestamptz check (cutoff_at >= due_at),
  -- 2026 for 2026-2027.
  school_year smallint not null,
  -- « devoir3 »: the third of its owner in that year.
  number smallint not null,
  copied_from uuid references assignments.assignment on delete set null,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  published_at timestamptz,
  archived_at timestamptz,
  check (state = 'draft' or (published_at is not null and opens_at is not null and (kind <> 'work' or due_at is not null))),
  check (marking <> 'points' or state = 'draft' or most_points is not null)
);
create index assignment_opening on assignments.assignment (opens_at) where state = 'published';
create unique index assignment_number on assignments.assignment (owner_id, school_year, number);
create index assignment_copied on assignments.assignment (copied_from) where copied_from is not null;
create index assignment_school on assignments.assignment (school_id, school_year);

-- Who prepares, reads and marks it: its owner, those who teach with him, who stands in for him.
create table assignments.editor (
  assignment_id uuid not null references assignments.assignment on delete cascade,
  person_id uuid not null references directory.person on delete cascade,
  part text not null check (part in ('owner', 'co-teacher', 'replacement')),
  added_at timestamptz not null,
  primary key (assignment_id, person_id)
);
create index editor_person on assignments.editor (person_id);

-- For whom: classes and groups as they are now, or pupils by name.
create table assignments.target (
  assignment_id uuid not null references assignments.assignment on delete cascade,
  school_id uuid not null references directory.school,
  group_id uuid references directory.groups on delete cascade,
  pupil_id uuid references directory.person on delete cascade,
  check (num_nonnulls(group_id, pupil_id) = 1),
  unique nulls not distinct (assignment_id, group_id, pupil_id)
);
create index target_group on assignments.target (group_id, assignment_id) where group_id is not null;
create index target_pupil on assignments.target (pupil_id, assignment_id) where pupil_id is not null;

create table assignments.team (
  id uuid primary key,
  assignment_id uuid not null references assignments.assignment on delete cascade,
  name text not null check (char_length(name) between 1 and 60),
  pupil_ids uuid[] not null
);
create index team_assignment on assignments.team (assignment_id);

-- What one pupil is allowed beyond the others, and what he gave on paper.
create table assignments.allowance (
  assignment_id uuid not null references assignments.assignment on delete cascade,
  pupil_id uuid not null references directory.person on delete cascade,
  due_at timestamptz,
  cutoff_at timestamptz,
  on_paper_at timestamptz,
  set_by uuid references directory.person on delete set null,
  set_at timestamptz not null,
  primary key (assignment_id, pupil_id)
);
create index allowance_pupil on assignments.allowance (pupil_id);

-- He has looked at what is asked.
create table assignments.opening (
  assignment_id uuid not null references assignments.assignment on delete cascade,
  pupil_id uuid not null references directory.person on delete cascade,
  seen_at timestamptz not null,
  primary key (assignment_id, pupil_id)
);
create index opening_pupil on assignments.opening (pupil_id);

-- A version of what is handed in: a row from the first word or byte on. « sending »: handed in by the pupil,
-- some of its bytes still on their way. Never deleted once handed in.
create table assignments.submission (
  id uuid primary key,
  assignment_id uuid not null references assignments.assignment,
  -- Who hands in, and for whom: himself, and his team.
  pupil_id uuid not null references directory.person,
  pupil_ids uuid[] not null,
  state text not null default 'draft' check (state in ('draft', 'sending', 'handed-in', 'replaced', 'withdrawn')),
  attempt smallint not null default 1,
  body text not null default '',
  document jsonb,
  link text check (char_length(link) <= 500),
  -- Of the upload service, in their order: attached when handed in.
  files uuid[] not null default '{}',
  revision integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- When the pupil pressed the button, by the server's clock: what counts before the deadline.
  begun_at timestamptz,
  handed_in_at timestamptz,
  late boolean,
  check (pupil_id = any (pupil_ids)),
  check (state in ('draft', 'sending') or (begun_at is not null and handed_in_at is not null and late is not null)),
  check (state <> 'sending' or begun_at is not null)
);
-- One underway at a time.
create unique index submission_underway on assignments.submission (assignment_id, pupil_id) where state in ('draft', 'sending');
create index submission_pupil on assignments.submission (pupil_id, assignment_id);
create index submission_files on assignments.submission using gin (files) where state in ('draft', 'sending');
create index submission_sending on assignments.submission (begun_at) where state = 'sending';

-- Where each pupil stands: the version that counts. One row a pupil, also of a team.
create table assignments.hand_in (
  assignment_id uuid not null references assignments.assignment,
  pupil_id uuid not null references directory.person,
  submission_id uuid not null references assignments.submission,
  handed_in_at timestamptz not null,
  late boolean not null,
  primary key (assignment_id, pupil_id)
);
create index hand_in_pupil on assignments.hand_in (pupil_id, assignment_id);
create index hand_in_submission on assignments.hand_in (submission_id);

-- The proof. In the transaction that hands in: no receipt without its files, no hand-in without a receipt.
create table assignments.receipt (
  submission_id uuid primary key references assignments.submission,
  number text not null unique,
  issued_at timestamptz not null,
  -- The very bytes that are signed (UTF-8), and the signature (Ed25519, RFC 8032; base64url).
  statement text not null,
  signature text not null,
  key_id text not null
);

-- Keys of this installation, those it no longer signs with too: what they signed stays verifiable.
create table assignments.signing_key (
  id text primary key,
  -- SubjectPublicKeyInfo, PEM.
  public_key text not null,
  first_used_at timestamptz not null
);

-- What comes back, one for each pupil.
create table assignments.review (
  id uuid primary key,
  assignment_id uuid not null references assignments.assignment,
  pupil_id uuid not null references directory.person,
  -- The version looked at; null for paper.
  submission_id uuid references assignments.submission,
  reviewer_id uuid references directory.person on delete set null,
  -- « ready » waits for the others where results go to all at once.
  state text not null default 'draft' check (state in ('draft', 'ready', 'returned')),
  points double precision check (points >= 0),
  -- Competence key → 1 to 4; rubric key → step.
  levels jsonb not null default '{}',
  rubric jsonb not null default '{}',
  body text not null default '',
  document jsonb,
  next_step text not null default '' check (char_length(next_step) <= 500),
  verdict text check (verdict in ('accepted', 'revise')),
  revision integer not null default 1,
  updated_at timestamptz not null,
  returned_at timestamptz,
  seen_at timestamptz,
  unique (assignment_id, pupil_id)
);
create index review_pupil on assignments.review (pupil_id, returned_at desc) where state = 'returned';

-- Pen, highlighter, words and stamps on one page of one file; places in thousandths of the page.
create table assignments.annotation (
  review_id uuid not null references assignments.review on delete cascade,
  file_id uuid not null,
  page smallint not null check (page between 1 and 500),
  marks jsonb not null,
  revision integer not null default 1,
  updated_at timestamptz not null,
  primary key (review_id, file_id, page)
);

create table assignments.answer (
  id uuid primary key,
  review_id uuid not null references assignments.review on delete cascade,
  author_id uuid references directory.person on delete set null,
  author_name text not null,
  body text not null check (char_length(body) between 1 and 2000),
  written_at timestamptz not null
);
create index answer_review on assignments.answer (review_id, written_at);

-- Comments a teacher uses again.
create table assignments.phrase (
  id uuid primary key,
  owner_id uuid not null references directory.person on delete cascade,
  body text not null check (char_length(body) between 1 and 1000),
  used integer not null default 0,
  used_at timestamptz not null
);
create index phrase_owner on assignments.phrase (owner_id, used_at desc);

-- All works in one zip, prepared by a job.
create table assignments.archive (
  id uuid primary key,
  assignment_id uuid not null references assignments.assignment on delete cascade,
  group_id uuid references directory.groups on delete cascade,
  asked_by uuid not null references directory.person on delete cascade,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'ready', 'failed')),
  done integer not null default 0,
  total integer not null default 0,
  bytes bigint,
  asked_at timestamptz not null,
  ready_at timestamptz,
  expires_at timestamptz not null
);
create index archive_asked on assignments.archive (asked_by, asked_at desc);

do $$
declare t text;
begin
  foreach t in array array['assignment', 'editor', 'target', 'team', 'allowance', 'opening', 'submission', 'hand_in', 'receipt', 'signing_key',
    'review', 'annotation', 'answer', 'phrase', 'archive'] loop
    execute format('alter table assignments.%I enable row level security', t);
    execute format('alter table assignments.%I force row level security', t);
    execute format('create policy system on assignments.%I to preau_system using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on assignments.%I to preau_app', t);
  end loop;
end $$;
revoke delete on assignments.submission, assignments.receipt from preau_app;
revoke update on assignments.receipt from preau_app;

-- Those whose schooling one sees: oneself, and the children the law entrusts to one.
create function assignments.mine() returns uuid[] language sql stable parallel safe as $$
  select array(select core.current_account() union all
    select g.pupil_id from directory.guardianship g where g.guardian_id = core.current_account() and g.legal > 0) $$;
-- Asked at run time and not by the planner: policies of these tables name each other.
create function assignments.edits(assignment uuid) returns boolean language plpgsql stable parallel safe as $$
  begin return exists (select from assignments.editor e where e.assignment_id = edits.assignment and e.person_id = core.current_account()); end $$;
create function assignments.owns(assignment uuid) returns boolean language plpgsql stable parallel safe as $$
  begin return exists (select from assignments.assignment a where a.id = owns.assignment and a.owner_id = core.current_account()); end $$;
grant execute on function assignments.mine(), assignments.edits(uuid), assignments.owns(uuid) to preau_app, preau_system;

-- One's own first: the other arm is then never asked about oneself.
create policy seen on assignments.editor for select to preau_app using (person_id = core.current_account() or assignments.edits(assignment_id));
create policy added on assignments.editor for insert to preau_app with check (assignments.owns(assignment_id));
create policy changed on assignments.editor for update to preau_app using (assignments.owns(assignment_id)) with check (assignments.owns(assignment_id));
create policy removed on assignments.editor for delete to preau_app using (person_id = core.current_account() or assignments.owns(assignment_id));

-- Classes one is in or has a child in; and those of the school one works in: colleagues share a calendar.
create policy given on assignments.target for select to preau_app using (
  directory.works_in(school_id) or pupil_id = any (assignments.mine())
  or group_id in (select m.group_id from directory.membership m
    where m.role in ('pupil', 'member') and m.person_id = any (assignments.mine())));
create policy named on assignments.target for insert to preau_app with check (assignments.edits(assignment_id) and directory.works_in(school_id));
create policy unnamed on assignments.target for delete to preau_app using (assignments.edits(assignment_id));

create policy edited on assignments.assignment for select to preau_app using (
  owner_id = core.current_account()
  or exists (select from assignments.editor e where e.assignment_id = assignment.id and e.person_id = core.current_account()));
create policy given on assignments.assignment for select to preau_app using (
  state = 'published' and exists (select from assignments.target t where t.assignment_id = assignment.id));
-- Who changed class keeps what he handed in, and what it answered.
create policy kept on assignments.assignment for select to preau_app using (
  state = 'published' and exists (select from assignments.hand_in h where h.assignment_id = assignment.id and h.pupil_id = any (assignments.mine())));
create policy made on assignments.assignment for insert to preau_app with check (owner_id = core.current_account() and directory.works_in(school_id));
create policy changed on assignments.assignment for update to preau_app using (assignments.edits(id)) with check (directory.works_in(school_id));
create policy removed on assignments.assignment for delete to preau_app using (owner_id = core.current_account() and state = 'draft');

create policy teacher on assignments.team to preau_app using (assignments.edits(assignment_id)) with check (assignments.edits(assignment_id));
create policy member on assignments.team for select to preau_app using (core.current_account() = any (pupil_ids));

create policy teacher on assignments.allowance to preau_app using (
  exists (select from assignments.editor e where e.assignment_id = allowance.assignment_id and e.person_id = core.current_account()))
  with check (assignments.edits(assignment_id));
create policy concerned on assignments.allowance for select to preau_app using (pupil_id = any (assignments.mine()));

create policy teacher on assignments.opening for select to preau_app using (
  exists (select from assignments.editor e where e.assignment_id = opening.assignment_id and e.person_id = core.current_account()));
create policy own on assignments.opening to preau_app using (pupil_id = core.current_account()) with check (pupil_id = core.current_account());

-- A teacher sees what was handed in, never what is being prepared.
create policy teacher on assignments.submission for select to preau_app using (
  state <> 'draft' and exists (select from assignments.editor e where e.assignment_id = submission.assignment_id and e.person_id = core.current_account()));
create policy own on assignments.submission for select to preau_app using (pupil_id = core.current_account());
create policy team on assignments.submission for select to preau_app using (
  state in ('handed-in', 'replaced', 'withdrawn') and core.current_account() = any (pupil_ids));
create policy guardian on assignments.submission for select to preau_app using (
  state in ('handed-in', 'replaced', 'withdrawn') and pupil_ids && assignments.mine());
create policy begun on assignments.submission for insert to preau_app with check (pupil_id = core.current_account());
create policy went_on on assignments.submission for update to preau_app
  using (pupil_id = core.current_account() or (state in ('handed-in', 'replaced') and core.current_account() = any (pupil_ids)))
  with check (core.current_account() = any (pupil_ids));

create policy teacher on assignments.hand_in for select to preau_app using (
  exists (select from assignments.editor e where e.assignment_id = hand_in.assignment_id and e.person_id = core.current_account()));
create policy concerned on assignments.hand_in for select to preau_app using (pupil_id = any (assignments.mine()));
-- Of a team, one hands in for all: by a version of his own.
create policy written on assignments.hand_in to preau_app
  using (exists (select from assignments.submission s where s.id = submission_id and core.current_account() = any (s.pupil_ids)))
  with check (exists (select from assignments.submission s where s.id = submission_id and s.pupil_id = core.current_account() and hand_in.pupil_id = any (s.pupil_ids)));

create policy seen on assignments.receipt for select to preau_app using (
  exists (select from assignments.submission s where s.id = submission_id and s.state <> 'draft'));
create policy issued on assignments.receipt for insert to preau_app with check (
  exists (select from assignments.submission s where s.id = submission_id and s.pupil_id = core.current_account()));
-- No people in it.
create policy known on assignments.signing_key for select to preau_app using (core.current_account() is not null);
create policy added on assignments.signing_key for insert to preau_app with check (core.current_account() is not null);

create policy teacher on assignments.review to preau_app using (
  exists (select from assignments.editor e where e.assignment_id = review.assignment_id and e.person_id = core.current_account()))
  with check (assignments.edits(assignment_id));
create policy concerned on assignments.review for select to preau_app using (state = 'returned' and pupil_id = any (assignments.mine()));
create policy seen on assignments.review for update to preau_app using (state = 'returned' and pupil_id = core.current_account())
  with check (state = 'returned' and pupil_id = core.current_account());

create policy teacher on assignments.annotation to preau_app using (
  exists (select from assignments.review r where r.id = review_id and assignments.edits(r.assignment_id)))
  with check (exists (select from assignments.review r where r.id = review_id and assignments.edits(r.assignment_id)));
create policy concerned on assignments.annotation for select to preau_app using (exists (select from assignments.review r where r.id = review_id));

create policy seen on assignments.answer for select to preau_app using (exists (select from assignments.review r where r.id = review_id));
create policy written on assignments.answer for insert to preau_app with check (
  author_id = core.current_account() and exists (select from assignments.review r where r.id = review_id and (r.pupil_id = core.current_account() or assignments.edits(r.assignment_id))));

create policy own on assignments.phrase to preau_app using (owner_id = core.current_account()) with check (owner_id = core.current_account());
create policy own on assignments.archive to preau_app using (asked_by = core.current_account() and assignments.edits(assignment_id))
  with check (asked_by = core.current_account() and assignments.edits(assignment_id));

-- Files: what a teacher gives with the work, what a pupil hands in, what comes back.
create policy assignments on files.use for select to preau_app using (
  module = 'assignments' and exists (select from assignments.assignment a where a.id = subject_id));
create policy assignments_own on files.use as restrictive for insert to preau_app with check (module <> 'assignments' or assignments.edits(subject_id));
create policy submissions on files.use for select to preau_app using (
  module = 'submissions' and exists (select from assignments.submission s where s.id = subject_id));
create policy submissions_own on files.use as restrictive for insert to preau_app with check (
  module <> 'submissions' or exists (select from assignments.submission s where s.id = subject_id and s.pupil_id = core.current_account()));
create policy reviews on files.use for select to preau_app using (
  module = 'reviews' and exists (select from assignments.review r where r.id = subject_id));
create policy reviews_own on files.use as restrictive for insert to preau_app with check (
  module <> 'reviews' or exists (select from assignments.review r where r.id = subject_id and assignments.edits(r.assignment_id)));
