-- A file that waited in something not sent, which was thrown away: since when nothing waits with it.
alter table files.file add let_go_at timestamptz;
create index file_let_go on files.file (let_go_at) where let_go_at is not null;
grant update (let_go_at) on files.file to preau_app;
