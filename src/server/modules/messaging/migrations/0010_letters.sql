-- What a letter can be beyond its text: copies, formatting, files, an answer refused, sent later, undone.

alter table messaging.message
  -- ProseMirror JSON of the schema in document.ts; null where the text is plain. `body` is always its text.
  add document jsonb,
  add cc jsonb not null default '[]',
  add replies_off boolean not null default false,
  -- Notified at once, also in quiet hours: direction only.
  add urgent boolean not null default false,
  add forwards_id uuid references messaging.message on delete set null,
  add attachment_count smallint not null default 0,
  -- An answer that nobody typed: « absente jusqu'au 4 mars ».
  add automatic boolean not null default false,
  -- Taken back by its sender; taken away by the school's moderators, who keep what it said in the report.
  add recalled_at timestamptz,
  add removed_at timestamptz,
  -- Where the sender keeps it.
  add sender_folder text not null default 'sent' check (sender_folder in ('sent', 'trash', 'gone'));
create index message_forwards on messaging.message (forwards_id) where forwards_id is not null;
drop index messaging.message_sent;
create index message_sent on messaging.message (sender_id, sender_folder, sent_at desc, id desc);
grant update (sender_folder) on messaging.message to preau_app;
create policy keep on messaging.message for update to preau_app
  using (sender_id = core.current_account()) with check (sender_id = core.current_account());

-- Blind copies stand apart, so that no reading of a message can show them: only the sender sees the row.
create table messaging.blind_copy (
  message_id uuid primary key references messaging.message on delete cascade,
  audience jsonb not null
);

-- Held back for a few seconds, in which the sender may still change his mind.
alter table messaging.delivery add held_until timestamptz;

-- What is being written. One row a letter; `revision` tells two tabs apart.
create table messaging.draft (
  id uuid primary key,
  owner_id uuid not null references directory.person on delete cascade,
  -- Tokens of audience.ts, as typed so far: { "to": [], "cc": [], "bcc": [] }.
  recipients jsonb not null default '{}',
  subject text not null default '' check (length(subject) <= 200),
  body text not null default '' check (length(body) <= 20000),
  document jsonb,
  files uuid[] not null default '{}',
  -- The message it answers (to all of its people or to the sender alone), or passes on.
  answers_id uuid references messaging.message on delete set null,
  answers_all boolean not null default false,
  forwards_id uuid references messaging.message on delete set null,
  replies_off boolean not null default false,
  urgent boolean not null default false,
  -- Sent by itself at that time; when it could not be, why (a code of the catalogue).
  send_at timestamptz,
  refused_code text,
  -- The idempotency key of the message it becomes.
  key uuid not null,
  revision integer not null default 1,
  updated_at timestamptz not null
);
create index draft_owner on messaging.draft (owner_id, updated_at desc);
create index draft_due on messaging.draft (send_at) where send_at is not null and refused_code is null;

-- Recipients one writes to often, under a name of one's own.
create table messaging.recipient_set (
  id uuid primary key,
  owner_id uuid not null references directory.person on delete cascade,
  name text not null check (length(name) between 1 and 60),
  tokens text[] not null,
  unique (owner_id, name)
);

-- What stands under everything somebody writes.
create table messaging.preference (
  account_id uuid primary key references directory.person on delete cascade,
  signature text not null default '' check (length(signature) <= 500)
);

-- Away: who writes meanwhile is answered once a week.
create table messaging.absence (
  account_id uuid primary key references directory.person on delete cascade,
  starts_on date not null,
  ends_on date not null check (ends_on >= starts_on),
  body text not null check (length(body) between 1 and 2000)
);
create table messaging.absence_answer (
  account_id uuid not null references directory.person on delete cascade,
  sender_id uuid not null references directory.person on delete cascade,
  -- Monday of the week.
  week date not null,
  primary key (account_id, sender_id, week)
);

do $$
declare t text;
begin
  foreach t in array array['blind_copy', 'draft', 'recipient_set', 'preference', 'absence', 'absence_answer'] loop
    execute format('alter table messaging.%I enable row level security', t);
    execute format('alter table messaging.%I force row level security', t);
    execute format('create policy system on messaging.%I to preau_system using (true) with check (true)', t);
  end loop;
  foreach t in array array['draft', 'recipient_set'] loop
    execute format('grant select, insert, update, delete on messaging.%I to preau_app', t);
    execute format('create policy own on messaging.%I to preau_app using (owner_id = core.current_account()) with check (owner_id = core.current_account())', t);
  end loop;
  foreach t in array array['preference', 'absence'] loop
    execute format('grant select, insert, update, delete on messaging.%I to preau_app', t);
    execute format('create policy own on messaging.%I to preau_app using (account_id = core.current_account()) with check (account_id = core.current_account())', t);
  end loop;
end $$;

grant select, insert on messaging.blind_copy to preau_app;
create policy own on messaging.blind_copy to preau_app
  using (exists (select from messaging.message m where m.id = blind_copy.message_id and m.sender_id = core.current_account() offset 0))
  with check (exists (select from messaging.message m where m.id = blind_copy.message_id and m.sender_id = core.current_account() offset 0));
