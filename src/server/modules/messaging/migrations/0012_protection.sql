-- Keeping people safe: reports and what moderators did, suspensions, blocks, and the switches that close messaging.

-- What was reported, with its context as it was then: moderators read this, never a mailbox.
create table messaging.report (
  id uuid primary key,
  -- The school whose moderators decide: the reporter's.
  school_id uuid not null references directory.school,
  message_id uuid references messaging.message on delete set null,
  sender_id uuid references directory.person on delete set null,
  reporter_id uuid references directory.person on delete set null,
  reason text not null check (reason in ('insult', 'harassment', 'threat', 'inappropriate', 'fraud', 'other')),
  comment text not null default '' check (length(comment) <= 1000),
  -- [{ id, from, profile, at, subject, text, attachments: [name], reported: bool }], the oldest first.
  evidence jsonb not null,
  reported_at timestamptz not null,
  status text not null default 'open' check (status in ('open', 'kept', 'removed')),
  decided_by uuid references directory.person on delete set null,
  decided_at timestamptz,
  unique (message_id, reporter_id)
);
create index report_school on messaging.report (school_id, status, reported_at desc);

-- May no longer write, for a time or until lifted. The person reads why; so do those who administer the school.
create table messaging.suspension (
  id uuid primary key,
  account_id uuid not null references directory.person on delete cascade,
  school_id uuid not null references directory.school,
  reason text not null check (length(reason) between 1 and 500),
  starts_at timestamptz not null,
  ends_at timestamptz,
  decided_by uuid references directory.person on delete set null,
  lifted_at timestamptz,
  lifted_by uuid references directory.person on delete set null
);
create index suspension_account on messaging.suspension (account_id) where lifted_at is null;
create index suspension_school on messaging.suspension (school_id, starts_at desc);

-- A warning a moderator gave with a report; kept so that the next one can be weighed.
create table messaging.warning (
  id uuid primary key,
  account_id uuid not null references directory.person on delete cascade,
  school_id uuid not null references directory.school,
  report_id uuid references messaging.report on delete set null,
  body text not null check (length(body) between 1 and 1000),
  given_by uuid references directory.person on delete set null,
  given_at timestamptz not null,
  seen_at timestamptz
);
create index warning_account on messaging.warning (account_id, given_at desc);

-- Not to be written to by somebody.
create table messaging.block (
  account_id uuid not null references directory.person on delete cascade,
  blocked_id uuid not null references directory.person on delete cascade,
  blocked_at timestamptz not null,
  primary key (account_id, blocked_id)
);
create index block_blocked on messaging.block (blocked_id);

-- The kill switch: messaging closed for a school, a profile, a profile of a school, or everywhere (both null).
create table messaging.closure (
  id uuid primary key,
  school_id uuid references directory.school,
  profile text,
  -- 'writing': mailboxes can still be read; 'all': nothing.
  extent text not null check (extent in ('writing', 'all')),
  -- Shown to everybody concerned.
  reason text not null check (length(reason) between 1 and 500),
  closed_at timestamptz not null,
  closed_by uuid references directory.person on delete set null,
  reopened_at timestamptz,
  reopened_by uuid references directory.person on delete set null
);
create index closure_open on messaging.closure (closed_at desc) where reopened_at is null;

-- What a school chose.
create table messaging.school_setting (
  school_id uuid primary key references directory.school,
  -- Only the direction writes to all parents of a class or of the school.
  families_by_direction boolean not null default false
);

do $$
declare t text;
begin
  foreach t in array array['report', 'suspension', 'warning', 'block', 'closure', 'school_setting'] loop
    execute format('alter table messaging.%I enable row level security', t);
    execute format('alter table messaging.%I force row level security', t);
    execute format('create policy system on messaging.%I to preau_system using (true) with check (true)', t);
  end loop;
end $$;

-- One may report what one received; afterwards it is the moderators' matter. A sender never learns who reported.
grant select, insert on messaging.report to preau_app;
grant update (status, decided_by, decided_at) on messaging.report to preau_app;
create policy file on messaging.report for insert to preau_app with check (
  reporter_id = core.current_account() and school_id = any (core.current_schools()));
create policy mine on messaging.report for select to preau_app using (reporter_id = core.current_account());
create policy moderate on messaging.report for select to preau_app using (directory.administers(school_id));
create policy decide on messaging.report for update to preau_app using (directory.administers(school_id)) with check (directory.administers(school_id));

grant select, insert on messaging.suspension to preau_app;
grant update (lifted_at, lifted_by) on messaging.suspension to preau_app;
create policy seen on messaging.suspension for select to preau_app using (account_id = core.current_account() or directory.administers(school_id));
create policy decide on messaging.suspension for insert to preau_app with check (directory.administers(school_id));
create policy lift on messaging.suspension for update to preau_app using (directory.administers(school_id)) with check (directory.administers(school_id));

grant select, insert on messaging.warning to preau_app;
grant update (seen_at) on messaging.warning to preau_app;
create policy seen on messaging.warning for select to preau_app using (account_id = core.current_account() or directory.administers(school_id));
create policy give on messaging.warning for insert to preau_app with check (directory.administers(school_id));
create policy acknowledge on messaging.warning for update to preau_app using (account_id = core.current_account()) with check (account_id = core.current_account());

grant select, insert, delete on messaging.block to preau_app;
create policy own on messaging.block to preau_app using (account_id = core.current_account()) with check (account_id = core.current_account());
-- Who is kept away by whom is asked when he writes: the rows that concern him, no others.
create policy met on messaging.block for select to preau_app using (blocked_id = core.current_account());

grant select on messaging.closure to preau_app;
create policy concerned on messaging.closure for select to preau_app using (
  school_id is null and core.current_account() is not null or school_id = any (core.current_schools()) or core.sees_everywhere());
grant insert on messaging.closure to preau_app;
grant update (reopened_at, reopened_by) on messaging.closure to preau_app;
create policy close on messaging.closure for insert to preau_app with check (
  core.holds('department') or core.holds('operator') or (school_id is not null and directory.administers(school_id)));
create policy reopen on messaging.closure for update to preau_app
  using (core.holds('department') or core.holds('operator') or (school_id is not null and directory.administers(school_id)))
  with check (true);

grant select, insert, update on messaging.school_setting to preau_app;
create policy seen on messaging.school_setting for select to preau_app using (school_id = any (core.current_schools()) or core.sees_everywhere());
create policy choose on messaging.school_setting for insert to preau_app with check (directory.administers(school_id));
create policy change on messaging.school_setting for update to preau_app using (directory.administers(school_id)) with check (directory.administers(school_id));
