-- The document has more pages than are shown as pictures: past the limit, or broken from there on.
alter table files.blob add pages_cut boolean not null default false;
alter table files.file add pages_cut boolean not null default false;
