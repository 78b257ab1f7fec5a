-- What the operator looks at: how the processes are doing. No people here.

create schema operations;
grant usage on schema operations to preau_app, preau_system;
alter default privileges in schema operations grant select, insert, update, delete on tables to preau_system;

-- One line a process every ten seconds: how much it did, and that it is alive. Losing it in a crash costs
-- nothing, so it is not logged.
create unlogged table operations.sample (
  at timestamptz not null,
  process text not null check (process in ('web', 'worker')),
  pid integer not null,
  seconds real not null,
  requests integer not null default 0,
  -- Answers 5xx.
  errors integer not null default 0,
  -- Requests by duration, in the buckets of platform/metrics.ts.
  buckets integer[] not null default '{}',
  -- Longest wait of the event loop, 99th centile, milliseconds.
  lag_ms real not null default 0,
  memory_bytes bigint not null default 0,
  primary key (at, process, pid)
);
alter table operations.sample enable row level security;
alter table operations.sample force row level security;
grant select, insert, update, delete on operations.sample to preau_system;
create policy system on operations.sample to preau_system using (true) with check (true);
