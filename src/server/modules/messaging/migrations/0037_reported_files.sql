-- Who decides on a report opens what the reported message carries, while the report is open, also after its
-- writer took it back. The same people as the policy « moderate » of messaging.report, never by having reported.
create policy messaging_moderated on files.use for select to preau_app using (
  module = 'messaging' and exists (
    select from messaging.report r where r.message_id = subject_id and r.status = 'open' and (
      not r.escalated and directory.administers(r.school_id) and r.sender_id is distinct from core.current_account()
      or r.escalated and core.holds('department'))));
