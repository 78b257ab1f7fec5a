-- What people are told, once each: the centre, the hours when nothing rings, and what leaves by which channel.

create schema notifications;
grant usage on schema notifications to preau_app, preau_system;
alter default privileges in schema notifications grant select, insert, update, delete on tables to preau_system;

-- Days without school, first and last included. Public; no people.
create table notifications.holiday (
  zone text not null check (zone in ('A', 'B', 'C')),
  first date not null,
  last date not null check (last >= first),
  label text not null,
  primary key (zone, first)
);
grant select on notifications.holiday to preau_app;

-- When nothing rings in a school. A school without a row has the hours of `school_hours_of`.
create table notifications.school_hours (
  school_id uuid primary key references directory.school on delete cascade,
  -- Null: the zone of the installation (core.setting « notifications.zone »).
  zone text check (zone in ('A', 'B', 'C')),
  starts time not null,
  ends time not null,
  weekends boolean not null,
  holidays boolean not null,
  changed_at timestamptz not null
);
grant select on notifications.school_hours to preau_app;

-- When nothing rings for one person, beside the hours of the school.
create table notifications.person_hours (
  account_id uuid primary key references directory.person on delete cascade,
  starts time not null,
  ends time not null
);

-- How a person wants to be told; without a row, the default of his profile (kinds.ts).
create table notifications.preference (
  account_id uuid not null references directory.person on delete cascade,
  kind text not null,
  channel text not null check (channel in ('email', 'push', 'sms')),
  rhythm text not null check (rhythm in ('now', 'daily', 'weekly', 'urgent', 'off')),
  primary key (account_id, kind, channel)
);

-- Something that happened, written once however many are told. Never what a message says.
create table notifications.event (
  id uuid primary key default uuidv7(),
  kind text not null,
  key text not null check (length(key) between 1 and 200),
  at timestamptz not null,
  actor_name text not null,
  subject text not null check (length(subject) <= 200),
  -- A path of ours.
  link text not null check (link ~ '^/[^/\\]' or link = '/'),
  -- The school whose hours hold; null: that of each recipient.
  school_id uuid references directory.school on delete cascade,
  urgent boolean not null,
  -- What it is about, as « message:<id> », for who erases or explains.
  subject_ref text not null,
  announced_by uuid default core.current_account(),
  withdrawn_at timestamptz,
  unique (kind, key)
);
create index event_at on notifications.event (at);

-- Who is told: the table that grows. With the unique event, exactly once an account, kind and key.
create table notifications.notice (
  event_id uuid not null references notifications.event on delete cascade,
  account_id uuid not null references directory.person on delete cascade,
  read_at timestamptz,
  primary key (event_id, account_id)
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
-- Ids of events are made in the order of time: a page of a centre is one range.
create index notice_centre on notifications.notice (account_id, event_id desc);
create index notice_unread on notifications.notice (account_id, event_id desc) where read_at is null;

-- What leaves by a channel. Claimed and committed before the attempt: at most once.
create table notifications.delivery (
  event_id uuid not null,
  account_id uuid not null,
  channel text not null check (channel in ('email', 'push', 'sms')),
  rhythm text not null check (rhythm in ('now', 'daily', 'weekly')),
  due_at timestamptz not null,
  claimed_at timestamptz,
  tries smallint not null default 0,
  outcome text check (outcome in ('sent', 'failed', 'skipped')),
  primary key (event_id, account_id, channel),
  foreign key (event_id, account_id) references notifications.notice on delete cascade
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
create index delivery_due on notifications.delivery (due_at, account_id) where claimed_at is null;

do $$
declare t text;
begin
  foreach t in array array['school_hours', 'person_hours', 'preference', 'event', 'notice', 'delivery'] loop
    execute format('alter table notifications.%I enable row level security', t);
    execute format('alter table notifications.%I force row level security', t);
    execute format('create policy system on notifications.%I to preau_system using (true) with check (true)', t);
  end loop;
end $$;

-- Hours of a school are no secret: a writer is told when his message will ring.
create policy everybody on notifications.school_hours for select to preau_app using (core.current_account() is not null);
grant insert, update on notifications.school_hours to preau_app;
create policy own_school on notifications.school_hours for insert to preau_app with check (school_id = any (core.current_schools()));
create policy change_own_school on notifications.school_hours for update to preau_app
  using (school_id = any (core.current_schools())) with check (school_id = any (core.current_schools()));

grant select, insert, update, delete on notifications.person_hours, notifications.preference to preau_app;
create policy own on notifications.person_hours to preau_app using (account_id = core.current_account()) with check (account_id = core.current_account());
create policy own on notifications.preference to preau_app using (account_id = core.current_account()) with check (account_id = core.current_account());

-- One announces in one's own name, to whom the caller decides; one reads and marks only what one was told.
grant select, insert on notifications.event, notifications.notice to preau_app;
grant update (withdrawn_at) on notifications.event to preau_app;
grant update (read_at) on notifications.notice to preau_app;
create policy own on notifications.notice for select to preau_app using (account_id = core.current_account());
create policy mark on notifications.notice for update to preau_app using (account_id = core.current_account()) with check (account_id = core.current_account());
create policy announce on notifications.event for insert to preau_app with check (announced_by = core.current_account());
create policy seen on notifications.event for select to preau_app using (
  announced_by = core.current_account()
  or exists (select from notifications.notice n where n.event_id = event.id and n.account_id = core.current_account()));
create policy withdraw on notifications.event for update to preau_app
  using (announced_by = core.current_account()) with check (announced_by = core.current_account());
create policy tell on notifications.notice for insert to preau_app with check (
  exists (select from notifications.event e where e.id = notice.event_id and e.announced_by = core.current_account()));

-- Is this moment, on the wall clock of Paris, inside a span that may pass midnight? Equal ends: no span.
create function notifications.within(moment time, starts time, ends time) returns boolean language sql immutable parallel safe
  as $$ select case when starts < ends then moment >= starts and moment < ends
                    when starts > ends then moment >= starts or moment < ends
                    else false end $$;

-- The hours of a school, its own or those every school begins with: evenings, nights, week-ends, holidays.
create function notifications.school_hours_of(school uuid)
  returns table (zone text, starts time, ends time, weekends boolean, holidays boolean) language sql stable
  as $$
    select coalesce(h.zone, z.zone), coalesce(h.starts, time '19:00'), coalesce(h.ends, time '07:00'), coalesce(h.weekends, true), coalesce(h.holidays, true)
    from (select coalesce((select value #>> '{}' from core.setting where name = 'notifications.zone'), 'C') as zone) z
    left join notifications.school_hours h on h.school_id = school
  $$;

-- The first moment from `since` on when something may ring. Every quiet span ends at midnight, at the end of
-- the school's hours or at the end of the person's: those are the moments to look at. In Paris, summer and
-- winter. Hours that leave no moment open are an error of the person's: then the school's alone hold.
create function notifications.opening(since timestamptz, zone_ text, starts time, ends time, weekends boolean, holidays boolean, own_starts time, own_ends time)
  returns timestamptz language plpgsql stable as $$
declare
  today date := (since at time zone 'Europe/Paris')::date;
  candidate timestamptz := since;
  wall timestamp;
begin
  for day in 0..100 loop
    for candidate in
      select distinct moment from (
        select since as moment where day = 0
        union all select (today + day + t) at time zone 'Europe/Paris' from unnest(array[time '00:00', ends, own_ends]) t where t is not null) c
      where moment >= since order by moment
    loop
      wall := candidate at time zone 'Europe/Paris';
      if not notifications.within(wall::time, starts, ends)
        and not coalesce(notifications.within(wall::time, own_starts, own_ends), false)
        and not (weekends and extract(isodow from wall) >= 6)
        and not (holidays and exists (select from notifications.holiday h where h.zone = zone_ and wall::date between h.first and h.last)) then
        return candidate;
      end if;
    end loop;
  end loop;
  if own_starts is not null then return notifications.opening(since, zone_, starts, ends, weekends, holidays, null, null); end if;
  return since;
end $$;

-- The moment what is gathered is sent: the next 17:00 in Paris, or that of the next Friday.
create function notifications.gathered(since timestamptz, rhythm text) returns timestamptz language sql stable as $$
  select case when rhythm = 'now' then since else (
    select min(moment) from (
      select ((since at time zone 'Europe/Paris')::date + n + time '17:00') as wall from generate_series(0, 7) n) days,
      lateral (select wall at time zone 'Europe/Paris' as moment) m
    where moment > since and (rhythm = 'daily' or extract(isodow from wall) = 5)) end
$$;

-- School year 2026-2027, from the calendar of the ministère de l'Éducation nationale as published in its open
-- data (data.education.gouv.fr, « fr-en-calendrier-scolaire »): lessons end after class on the eve of `first`,
-- begin again on the morning after `last`. Further years: `preau notifications holidays`.
insert into notifications.holiday (zone, first, last, label)
select zone, first::date, last::date, label
from (values ('A'), ('B'), ('C')) z (zone)
cross join (values
  ('2026-10-17', '2026-11-01', 'Vacances de la Toussaint'),
  ('2026-11-11', '2026-11-11', 'Armistice'),
  ('2026-12-19', '2027-01-03', 'Vacances de Noël'),
  ('2027-03-29', '2027-03-29', 'Lundi de Pâques'),
  ('2027-05-06', '2027-05-09', 'Pont de l''Ascension'),
  ('2027-05-17', '2027-05-17', 'Lundi de Pentecôte'),
  ('2027-07-03', '2027-08-31', 'Vacances d''été')) d (first, last, label)
union all
values
  ('A', date '2027-02-13', date '2027-02-28', 'Vacances d''hiver'), ('A', '2027-04-10', '2027-04-25', 'Vacances de printemps'),
  ('B', '2027-02-20', '2027-03-07', 'Vacances d''hiver'), ('B', '2027-04-17', '2027-05-02', 'Vacances de printemps'),
  ('C', '2027-02-06', '2027-02-21', 'Vacances d''hiver'), ('C', '2027-04-03', '2027-04-18', 'Vacances de printemps');
