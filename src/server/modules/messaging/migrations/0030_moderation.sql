-- Who decides on a report: the school's moderators, but nobody on himself. What concerns the head of the
-- school, or somebody who is not of the school, goes to the département.
alter table messaging.report add escalated boolean not null default false;
create index report_message on messaging.report (message_id);
create index report_reporter on messaging.report (reporter_id, reported_at desc);
create index report_escalated on messaging.report (reported_at desc) where escalated and status = 'open';

drop policy moderate on messaging.report;
drop policy decide on messaging.report;
create policy moderate on messaging.report for select to preau_app using (
  not escalated and directory.administers(school_id) and sender_id is distinct from core.current_account()
  or escalated and core.holds('department'));

-- Decisions change what belongs to others (the message, the sender's right to write): the commands run as the
-- system, check the actor, and leave an audit line. The web role only reads.
revoke update on messaging.report from preau_app;
revoke insert, update on messaging.suspension from preau_app;
drop policy decide on messaging.suspension;
drop policy lift on messaging.suspension;
revoke insert on messaging.warning from preau_app;
drop policy give on messaging.warning;
drop policy seen on messaging.suspension;
create policy seen on messaging.suspension for select to preau_app using (
  account_id = core.current_account() or directory.administers(school_id) or core.holds('department'));

-- Who is away answers in his own name, once a week to each.
grant select, insert on messaging.absence_answer to preau_app;
create policy own on messaging.absence_answer to preau_app using (account_id = core.current_account()) with check (account_id = core.current_account());
create index absence_days on messaging.absence (starts_on, ends_on);

-- Closed by those who answer for all schools: a school does not open it again by itself.
alter table messaging.closure add above boolean not null default false;
drop policy reopen on messaging.closure;
create policy reopen on messaging.closure for update to preau_app
  using (core.holds('department') or core.holds('operator') or (school_id is not null and not above and directory.administers(school_id)))
  with check (true);
