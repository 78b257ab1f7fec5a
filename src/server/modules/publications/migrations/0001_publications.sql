-- News of the département and of the schools: who published what, for whom, from when until when.

create schema publications;
grant usage on schema publications to preau_app, preau_system;
alter default privileges in schema publications grant select, insert, update, delete on tables to preau_system;

create table publications.news (
  id uuid primary key,
  -- null: the département's own.
  school_id uuid references directory.school,
  title text not null check (char_length(title) between 1 and 140),
  body text not null check (char_length(body) between 1 and 5000),
  importance text not null default 'normal' check (importance in ('normal', 'important', 'urgent')),
  -- 'public': on the login page too; 'everyone': all who are signed in there; 'chosen': see below.
  audience text not null default 'everyone' check (audience in ('public', 'everyone', 'chosen')),
  -- Of those chosen: empty means any profile, any class.
  profiles text[] not null default '{}',
  class_ids uuid[] not null default '{}',
  state text not null default 'draft' check (state in ('draft', 'published')),
  -- Shown from (null: from its publication) until (null: until it is withdrawn).
  starts_at timestamptz,
  ends_at timestamptz check (ends_at > starts_at),
  link text,
  link_label text,
  video_url text,
  author_id uuid references directory.person on delete set null,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  published_at timestamptz,
  check (audience <> 'public' or school_id is null),
  check (state = 'draft' or published_at is not null and starts_at is not null)
);
create index news_public on publications.news (starts_at desc) where audience = 'public' and state = 'published';
create index news_school on publications.news (school_id, state, starts_at desc);

-- The picture beside a video: ours, so that reading a page asks no other host for anything.
create table publications.thumbnail (
  news_id uuid primary key references publications.news on delete cascade,
  type text not null check (type in ('image/jpeg', 'image/png', 'image/webp')),
  bytes bytea not null check (octet_length(bytes) <= 500000),
  -- In its address, so that browsers keep it for ever.
  version text not null,
  alt text not null default ''
);

do $$
declare t text;
begin
  foreach t in array array['news', 'thumbnail'] loop
    execute format('alter table publications.%I enable row level security', t);
    execute format('alter table publications.%I force row level security', t);
    execute format('create policy system on publications.%I to preau_system using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on publications.%I to preau_app', t);
  end loop;
end $$;

-- Who writes: the département for itself and for every school; in a school its principal, those he delegated
-- to, and its staff. Said again in policy.ts.
create function publications.writes_for(school uuid) returns boolean language sql stable parallel safe as $$
  select core.holds('department') or school in (
    select r.school_id from directory.role r
    where r.person_id = core.current_account() and (r.profile in ('principal', 'staff') or r.delegate)) $$;

create policy write on publications.news to preau_app
  using (publications.writes_for(school_id)) with check (publications.writes_for(school_id));
create policy public on publications.news for select to preau_app
  using (state = 'published' and audience = 'public');
-- A person of the school (or of any, for the département's) who holds one of the chosen profiles there, and
-- who is, teaches, or has a child in one of the chosen classes.
create policy audience on publications.news for select to preau_app using (
  state = 'published' and (core.sees_everywhere() or (
    exists (select 1 from directory.role r where r.person_id = core.current_account()
      and (news.school_id is null or r.school_id = news.school_id)
      and (news.profiles = '{}' or r.profile = any (news.profiles)))
    and (news.class_ids = '{}'
      or exists (select 1 from directory.membership m
        where m.group_id = any (news.class_ids) and (m.person_id = core.current_account()
          or m.person_id in (select g.pupil_id from directory.guardianship g where g.guardian_id = core.current_account())))))));

create policy seen on publications.thumbnail for select to preau_app
  using (exists (select 1 from publications.news n where n.id = news_id));
create policy write on publications.thumbnail to preau_app
  using (exists (select 1 from publications.news n where n.id = news_id and publications.writes_for(n.school_id)))
  with check (exists (select 1 from publications.news n where n.id = news_id and publications.writes_for(n.school_id)));
