-- Work to be done after commit. A request only ever inserts here, in its own transaction; the worker
-- moves rows into the job queue. So the web role needs no right on the queue, and nothing runs for
-- what was rolled back.
create table core.outbox (
  id bigint generated always as identity primary key,
  job text not null,
  data jsonb not null,
  start_after timestamptz,
  singleton_key text,
  created_at timestamptz not null default now()
);
alter table core.outbox enable row level security;
alter table core.outbox force row level security;
grant insert on core.outbox to preau_app;
create policy enqueue on core.outbox for insert to preau_app with check (true);
create policy system on core.outbox to preau_system using (true) with check (true);

create function core.wake_relay() returns trigger language plpgsql as $$
begin perform pg_notify('outbox', ''); return null; end $$;
create trigger outbox_wake after insert on core.outbox for each statement execute function core.wake_relay();
