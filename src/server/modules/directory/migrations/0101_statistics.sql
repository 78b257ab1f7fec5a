-- Schools are closed, never deleted (save by undoing the run that made them, which looks itself): checking
-- 400,000 roles and memberships for it was a tenth of a département's first import.
alter table directory.role alter constraint role_school_id_fkey not enforced;
alter table directory.membership alter constraint membership_school_id_fkey not enforced;

-- After a run has changed a table wholesale its statistics are made again at once: the first pages, and
-- the search built next, would otherwise be planned as for an empty table.
grant maintain on all tables in schema directory to preau_system;
alter default privileges in schema directory grant maintain on tables to preau_system;

-- Looked up a whole set at a time, never by this index.
drop index directory.source_record_name;
