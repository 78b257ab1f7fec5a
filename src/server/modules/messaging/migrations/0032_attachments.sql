-- Files of messages. Second wall: who sees a message sees what it carries, until it is taken back; only its
-- writer attaches to it.

create policy messaging on files.use for select to preau_app using (
  module = 'messaging' and exists (
    select from messaging.message m where m.id = subject_id and m.removed_at is null
      and (m.recalled_at is null or m.sender_id = core.current_account())));

create policy messaging_own on files.use as restrictive for insert to preau_app with check (
  module <> 'messaging' or exists (select from messaging.message m where m.id = subject_id and m.sender_id = core.current_account()));
