-- Search: what a message says, as words without accents or endings, in a table built for it. The message
-- is the same for all who received it, so its words stand once, whatever the number of recipients.

create text search configuration messaging.french (copy = pg_catalog.french);
alter text search configuration messaging.french alter mapping for hword, hword_part, word with public.unaccent, french_stem;

create table messaging.search (
  message_id uuid primary key references messaging.message on delete cascade,
  -- A: subject, B: who wrote it, C: names of its files, D: what it says.
  words tsvector not null
);
alter table messaging.search enable row level security;
alter table messaging.search force row level security;
create policy system on messaging.search to preau_system using (true) with check (true);
grant select, insert on messaging.search to preau_app;
-- Found by whom the message is visible to; asked by key (see 0004_seen_by_key.sql).
create policy seen on messaging.search for select to preau_app using (
  exists (select from messaging.entry e where e.message_id = search.message_id and e.account_id = core.current_account() offset 0)
  or exists (select from messaging.message m where m.id = search.message_id and m.sender_id = core.current_account() offset 0));
create policy write on messaging.search for insert to preau_app with check (
  exists (select from messaging.message m where m.id = search.message_id and m.sender_id = core.current_account()));

create function messaging.words_of(subject text, sender text, files text, body text) returns tsvector language sql immutable parallel safe as $$
  select setweight(to_tsvector('messaging.french', subject), 'A') || setweight(to_tsvector('messaging.french', sender), 'B')
    || setweight(to_tsvector('messaging.french', files), 'C') || setweight(to_tsvector('messaging.french', body), 'D') $$;

insert into messaging.search (message_id, words)
  select id, messaging.words_of(subject, sender_name, '', body) from messaging.message;
