-- Photos of pages: they become one document when they are handed in.

alter table assignments.submission
  -- In the order of the pages; of the upload service, like `files`. Empty once they are bound.
  add column photos uuid[] not null default '{}',
  -- The document that was made of them, one of `files`, and its pages.
  add column bound_file uuid,
  add column bound_pages smallint,
  -- Which window wrote last: another one that wrote in between is asked about.
  add column tab uuid,
  -- Why what was on its way is a draft again.
  add column stopped_code text check (char_length(stopped_code) <= 60),
  add check (state in ('draft', 'sending') or photos = '{}'),
  add check ((bound_file is null) = (bound_pages is null));
create index submission_photos on assignments.submission using gin (photos) where state in ('draft', 'sending');
-- Reminders of the evening before.
create index assignment_due on assignments.assignment (due_at) where state = 'published' and kind = 'work';
create index allowance_due on assignments.allowance (due_at) where due_at is not null;
