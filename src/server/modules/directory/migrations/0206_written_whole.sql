-- Roles, memberships, family links and search entries are written with the person they name, in the same
-- transaction (import, CSV, guests), or after a policy has seen that he is there (manual groups). Looking
-- for him again row by row, a million times, was a tenth of a département's first import.
alter table directory.role alter constraint role_person_id_fkey not enforced;
alter table directory.membership alter constraint membership_person_id_fkey not enforced;
alter table directory.membership alter constraint membership_group_id_fkey not enforced;
alter table directory.guardianship alter constraint guardianship_pupil_id_fkey not enforced;
alter table directory.guardianship alter constraint guardianship_guardian_id_fkey not enforced;
alter table directory.search_entry alter constraint search_entry_person_id_fkey not enforced;

-- What « on delete cascade » did, for all that one statement deletes at once. Only undoing an import deletes
-- people and groups; whoever would add a row naming them waits, then finds that they are gone.
create function directory.follow_person() returns trigger language plpgsql as $$
begin
  lock table directory.role, directory.membership, directory.guardianship, directory.search_entry in share row exclusive mode;
  delete from directory.search_entry where person_id in (select id from gone);
  delete from directory.guardianship where pupil_id in (select id from gone);
  delete from directory.guardianship where guardian_id in (select id from gone);
  delete from directory.membership where person_id in (select id from gone);
  delete from directory.role where person_id in (select id from gone);
  return null;
end $$;
create trigger follow_person after delete on directory.person referencing old table as gone
  for each statement execute function directory.follow_person();

create function directory.follow_group() returns trigger language plpgsql as $$
begin
  lock table directory.membership in share row exclusive mode;
  delete from directory.membership where group_id in (select id from gone);
  return null;
end $$;
create trigger follow_group after delete on directory.groups referencing old table as gone
  for each statement execute function directory.follow_group();
