-- What the casier sends: work that is handed in, what a teacher gives with it, what comes back. The owner of the
-- table is bound by its policies too; he steps around them for these rows.
alter table files.purpose no force row level security;
insert into files.purpose values ('work', 100 * 1048576), ('material', 100 * 1048576), ('feedback', 100 * 1048576);
alter table files.purpose force row level security;
