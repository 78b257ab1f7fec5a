-- Ways out of Préau: browsers that asked to be told, and mail addresses that do not work.

create table notifications.push_subscription (
  id uuid primary key default uuidv7(),
  account_id uuid not null references directory.person on delete cascade,
  endpoint text not null unique check (length(endpoint) <= 1000),
  p256dh text not null,
  auth_secret text not null,
  device text not null,
  created_at timestamptz not null
);
create index push_subscription_account on notifications.push_subscription (account_id);

-- An address that a mail server refused for good. Says nothing once the person gave another.
create table notifications.bounce (
  account_id uuid primary key references directory.person on delete cascade,
  email text not null,
  at timestamptz not null,
  -- What the server answered, without the address.
  reason text not null
);

do $$
declare t text;
begin
  foreach t in array array['push_subscription', 'bounce'] loop
    execute format('alter table notifications.%I enable row level security', t);
    execute format('alter table notifications.%I force row level security', t);
    execute format('create policy system on notifications.%I to preau_system using (true) with check (true)', t);
  end loop;
end $$;

grant select (id, account_id, device, created_at), delete on notifications.push_subscription to preau_app;
create policy own on notifications.push_subscription to preau_app using (account_id = core.current_account());
-- The person himself, and the direction of a school for its people: somebody has to be asked for another one.
grant select (account_id, email, at) on notifications.bounce to preau_app;
create policy own on notifications.bounce for select to preau_app using (
  account_id = core.current_account()
  or exists (select from directory.role r where r.person_id = bounce.account_id and r.school_id = any (core.current_schools()) and (core.holds('principal') or core.holds('staff') or core.holds('teacher'))));
