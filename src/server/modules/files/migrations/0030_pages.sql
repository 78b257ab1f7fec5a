-- Pages of a file as pictures, for who corrects it: how many there are (null: not looked at, 0: cannot be shown),
-- and of those made so far the height, in thousandths of the width.
alter table files.blob add pages smallint, add page_ratios integer[] not null default '{}';
alter table files.file add pages smallint, add page_ratios integer[] not null default '{}';
