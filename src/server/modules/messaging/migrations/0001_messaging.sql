-- Internal mail. A message is written once; each recipient has one narrow row in his mailbox.

create schema messaging;
grant usage on schema messaging to preau_app, preau_system;
alter default privileges in schema messaging grant select, insert, update, delete on tables to preau_system;

-- A conversation of one circle of people: a private answer to a message sent to many opens its own.
create table messaging.thread (
  id uuid primary key,
  started_by uuid references directory.person on delete set null,
  started_at timestamptz not null,
  -- The message, of another thread, that this conversation answers.
  answers_id uuid
);

create table messaging.message (
  id uuid primary key,
  thread_id uuid not null references messaging.thread on delete cascade,
  sender_id uuid references directory.person on delete set null,
  -- As it was when sent: a recipient may not be allowed to look the sender up.
  sender_name text not null,
  sender_profile text not null,
  subject text not null check (length(subject) between 1 and 200),
  body text not null check (length(body) between 1 and 20000),
  preview text not null generated always as (left(regexp_replace(left(body, 300), '\s+', ' ', 'g'), 140)) stored,
  -- Whom it was written to, in words and as tokens; see audience.ts.
  audience jsonb not null,
  -- Null until a large audience has been delivered and counted.
  recipient_count integer,
  -- Made by the form: a double click or a retry is the same message.
  idempotency_key uuid not null,
  sent_at timestamptz not null,
  unique (sender_id, idempotency_key)
);
create index message_thread on messaging.message (thread_id, sent_at);
create index message_sent on messaging.message (sender_id, sent_at desc, id desc);
alter table messaging.thread add foreign key (answers_id) references messaging.message on delete set null;
create index thread_answers on messaging.thread (answers_id) where answers_id is not null;

-- Who received what: the table that grows (ten million rows a year). The primary key says who received
-- a message and lets nobody receive it twice.
create table messaging.entry (
  message_id uuid not null references messaging.message on delete cascade,
  account_id uuid not null references directory.person on delete cascade,
  thread_id uuid not null,
  sent_at timestamptz not null,
  read_at timestamptz,
  folder text not null default 'inbox' check (folder in ('inbox', 'archive', 'trash')),
  primary key (message_id, account_id)
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
-- A page of a mailbox is one range of this index, however large the table.
create index entry_mailbox on messaging.entry (account_id, folder, sent_at desc, message_id desc);
-- The count of what is unread, and marking a conversation as read, touch only unread rows.
create index entry_unread on messaging.entry (account_id, thread_id) where read_at is null and folder = 'inbox';

-- A large audience on its way to the mailboxes: how far the job has come, so that it can go on.
create table messaging.delivery (
  message_id uuid primary key references messaging.message on delete cascade,
  sender_id uuid not null references directory.person on delete cascade,
  -- Last person served, in the order of ids.
  reached uuid,
  delivered integer not null default 0,
  accepted_at timestamptz not null,
  finished_at timestamptz
);
create index delivery_sender on messaging.delivery (sender_id);

do $$
declare t text;
begin
  foreach t in array array['thread', 'message', 'entry', 'delivery'] loop
    execute format('alter table messaging.%I enable row level security', t);
    execute format('alter table messaging.%I force row level security', t);
    execute format('create policy system on messaging.%I to preau_system using (true) with check (true)', t);
  end loop;
end $$;

-- One's own mailbox; one may put into other people's only what one has written.
grant select, insert on messaging.entry to preau_app;
grant update (read_at, folder) on messaging.entry to preau_app;
create policy own on messaging.entry for select to preau_app using (account_id = core.current_account());
create policy change_own on messaging.entry for update to preau_app
  using (account_id = core.current_account()) with check (account_id = core.current_account());

-- What one wrote or received; nobody may write under another's name, or change what is sent.
grant select, insert on messaging.message to preau_app;
create policy seen on messaging.message for select to preau_app using (
  sender_id = core.current_account()
  or exists (select from messaging.entry e where e.message_id = message.id and e.account_id = core.current_account()));
create policy write on messaging.message for insert to preau_app with check (sender_id = core.current_account());
create policy deliver on messaging.entry for insert to preau_app with check (
  exists (select from messaging.message m where m.id = entry.message_id and m.thread_id = entry.thread_id and m.sender_id = core.current_account()));

grant select, insert on messaging.thread to preau_app;
create policy seen on messaging.thread for select to preau_app using (
  started_by = core.current_account() or exists (select from messaging.message m where m.thread_id = thread.id));
create policy start on messaging.thread for insert to preau_app with check (started_by = core.current_account());

grant select, insert on messaging.delivery to preau_app;
create policy own on messaging.delivery for select to preau_app using (sender_id = core.current_account());
create policy start on messaging.delivery for insert to preau_app with check (sender_id = core.current_account());
