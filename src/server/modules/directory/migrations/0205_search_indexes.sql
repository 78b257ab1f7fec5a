-- Search goes from the few people within reach to their entries, by person: nothing is read in these orders
-- any more, and an import wrote both for every entry.
drop index directory.search_entry_order, directory.search_entry_above;

-- As for roles and memberships: schools are closed, never deleted (save by undoing the run that made them).
alter table directory.search_entry alter constraint search_entry_school_id_fkey not enforced;

-- The next free login is found between two keys of the indexes that make logins unique.
drop index directory.login_base;
