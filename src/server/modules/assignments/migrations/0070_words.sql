-- When the words of a draft were last changed: what was on its way when a deadline passed, and has not been touched
-- since, was begun in time. Null: nothing was written.
alter table assignments.submission add column words_at timestamptz;
