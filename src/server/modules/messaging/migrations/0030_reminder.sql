-- A reminder to those who have not opened a message: kept so that nobody is reminded twice a day.
create table messaging.reminder (
  message_id uuid not null references messaging.message on delete cascade,
  -- In Paris.
  day date not null,
  reminded integer not null,
  primary key (message_id, day)
);
alter table messaging.reminder enable row level security;
alter table messaging.reminder force row level security;
create policy system on messaging.reminder to preau_system using (true) with check (true);
