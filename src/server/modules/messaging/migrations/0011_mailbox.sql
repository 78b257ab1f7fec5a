-- Order in one's own mailbox: folders, stars, a trash that empties itself.

create table messaging.folder (
  id uuid primary key,
  account_id uuid not null references directory.person on delete cascade,
  -- Of the first level, or inside one of the first level: the commands keep it to two.
  parent_id uuid references messaging.folder on delete cascade,
  name text not null check (length(name) between 1 and 60),
  unique nulls not distinct (account_id, parent_id, name)
);
create index folder_parent on messaging.folder (parent_id) where parent_id is not null;
alter table messaging.folder enable row level security;
alter table messaging.folder force row level security;
create policy system on messaging.folder to preau_system using (true) with check (true);
grant select, insert, update, delete on messaging.folder to preau_app;
create policy own on messaging.folder to preau_app
  using (account_id = core.current_account()) with check (account_id = core.current_account());

alter table messaging.entry
  add folder_id uuid references messaging.folder on delete set null,
  add starred boolean not null default false,
  add trashed_at timestamptz,
  -- Where it came from, for who takes it out of the trash again.
  add trashed_from text,
  -- Known at delivery, so that a filter needs no other table.
  add has_files boolean not null default false,
  drop constraint entry_folder_check,
  add constraint entry_folder_check check (folder in ('inbox', 'filed', 'archive', 'trash'));
-- A page of a folder, of what is starred, is one range too; purging looks only at the trash.
create index entry_filed on messaging.entry (folder_id, sent_at desc, message_id desc) where folder_id is not null;
create index entry_starred on messaging.entry (account_id, sent_at desc, message_id desc) where starred;
create index entry_trashed on messaging.entry (trashed_at) where folder = 'trash';
grant update (folder_id, starred, trashed_at, trashed_from) on messaging.entry to preau_app;
-- Emptying one's own trash.
grant delete on messaging.entry to preau_app;
create policy purge_own on messaging.entry for delete to preau_app using (account_id = core.current_account() and folder = 'trash');
