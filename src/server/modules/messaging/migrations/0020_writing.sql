-- Writing: blind copies that know they are, drafts kept apart from tab to tab, sending undone.

-- Received as a blind copy: only the reader himself sees it, on his own row.
alter table messaging.entry add blind boolean not null default false;

-- A forwarded letter carries what it passes on, quoted below what was typed.
alter table messaging.message drop constraint message_body_check, add constraint message_body_check check (length(body) between 1 and 60000);

alter table messaging.draft
  -- The tab that wrote last: its own next save is no surprise, another's is.
  add tab uuid,
  -- The message it became, while that is held back. Undone, the message goes and the draft is there again.
  add sent_as uuid references messaging.message on delete set null;
create index draft_sent_as on messaging.draft (sent_as) where sent_as is not null;
create index draft_answers on messaging.draft (answers_id) where answers_id is not null;
create index draft_forwards on messaging.draft (forwards_id) where forwards_id is not null;

-- Keys of messages taken back before they left: a replay of the form must not send them after all.
create table messaging.undone (
  sender_id uuid not null references directory.person on delete cascade,
  key uuid not null,
  message_id uuid not null unique,
  draft_id uuid not null,
  undone_at timestamptz not null,
  primary key (sender_id, key)
);
alter table messaging.undone enable row level security;
alter table messaging.undone force row level security;
create policy system on messaging.undone to preau_system using (true) with check (true);
grant select on messaging.undone to preau_app;
create policy own on messaging.undone for select to preau_app using (sender_id = core.current_account());
