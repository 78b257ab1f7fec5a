-- Reading is counted by ten minutes, so that an hour slides instead of starting anew on the stroke.
alter table directory.reading rename column hour to since;
