-- Whether one received a message is asked by key, message by message. `offset 0` keeps the planner from
-- answering for the whole mailbox first (a hashed subplan): a page of thirty must not cost twenty thousand.
alter policy seen on messaging.message using (
  sender_id = core.current_account()
  or exists (select from messaging.entry e where e.message_id = message.id and e.account_id = core.current_account() offset 0));
