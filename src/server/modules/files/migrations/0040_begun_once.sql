-- The name a page gives an upload before it asks for it: asked again because the answer was lost on the line, it is the
-- upload that was begun then, with the moment it was begun.
alter table files.file add column begun_as uuid;
create unique index file_begun_as on files.file (owner_id, begun_as) where begun_as is not null;
