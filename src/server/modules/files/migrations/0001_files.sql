-- Files people send: a row from the first byte on, bytes kept once however often they are sent, and what a
-- file belongs to. Who may see a file is decided by what it belongs to: see docs/adr/0004.

create schema files;
grant usage on schema files to preau_app, preau_system;
alter default privileges in schema files grant select, insert, update, delete on tables to preau_system;

-- Bytes, named by what is in them. Written before they are moved into the store, so that nothing lies there
-- that no row names.
create table files.blob (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint not null check (size >= 0),
  -- What the bytes are, by the bytes.
  mime text not null,
  stored_at timestamptz,
  preview text not null default 'none' check (preview in ('none', 'ready', 'failed'))
);

create table files.file (
  id uuid primary key,
  owner_id uuid references directory.person on delete set null,
  -- Whose quota it counts for, beside the owner's.
  school_id uuid references directory.school on delete set null,
  purpose text not null,
  name text not null check (length(name) between 1 and 255),
  -- Bytes. Of a form, an upper bound until its file is there.
  size bigint not null check (size >= 0),
  -- Bytes that are durable; never more than are on the disk.
  received bigint not null default 0 check (received between 0 and size),
  state text not null default 'uploading' check (state in ('uploading', 'finished', 'refused')),
  refused_code text,
  sha256 text references files.blob,
  -- How it is shown: octet-stream when name and bytes disagree.
  mime text,
  has_preview boolean not null default false,
  created_at timestamptz not null,
  -- Only what is uploading expires.
  expires_at timestamptz not null,
  finished_at timestamptz,
  -- First use; a file that lost its last use goes away by itself, one that never had any is its owner's to remove.
  used_at timestamptz,
  check (state <> 'finished' or (sha256 is not null and received = size and finished_at is not null and mime is not null))
);
create index file_owner on files.file (owner_id, created_at desc);
create index file_school on files.file (school_id) include (size) where state <> 'refused';
create index file_blob on files.file (sha256) where sha256 is not null;
create index file_underway on files.file (expires_at) where state = 'uploading';

-- What a file belongs to: message M of messaging, submission S of assignments… A module that uses files adds
-- its own select policy here, in its own migration.
create table files.use (
  file_id uuid not null references files.file on delete restrict,
  module text not null check (module ~ '^[a-z]+$'),
  subject_id uuid not null,
  position smallint not null default 0,
  attached_by uuid references directory.person on delete set null,
  attached_at timestamptz not null,
  primary key (file_id, module, subject_id)
);
create index use_subject on files.use (module, subject_id, position);
create index use_attached_by on files.use (attached_by) where attached_by is not null;

-- Bytes allowed: of a profile in a school (or everywhere), of a school (or of every school).
create table files.quota (
  school_id uuid references directory.school on delete cascade,
  profile text,
  bytes bigint not null check (bytes >= 0),
  unique nulls not distinct (school_id, profile)
);
insert into files.quota (profile, bytes)
  select profile, megabytes * 1048576 from (values
    ('pupil', 500::bigint), ('guardian', 500), ('guest', 100), ('teacher', 5120), ('staff', 5120), ('principal', 5120),
    ('department', 20480), ('academy', 5120), ('operator', 500), (null, 204800)) as defaults (profile, megabytes);

-- The largest file of each kind of use.
create table files.purpose (
  name text primary key,
  most_bytes bigint not null check (most_bytes > 0)
);
insert into files.purpose values ('message', 100 * 1048576);

do $$
declare t text;
begin
  foreach t in array array['blob', 'file', 'use', 'quota', 'purpose'] loop
    execute format('alter table files.%I enable row level security', t);
    execute format('alter table files.%I force row level security', t);
    execute format('create policy system on files.%I to preau_system using (true) with check (true)', t);
  end loop;
end $$;

-- One's own, and what belongs to something one may see: the policies on files.use say which.
grant select, delete on files.file to preau_app;
grant update (used_at) on files.file to preau_app;
create policy seen on files.file for select to preau_app using (
  owner_id = core.current_account() or exists (select from files.use u where u.file_id = file.id));
create policy first_use on files.file for update to preau_app
  using (owner_id = core.current_account()) with check (owner_id = core.current_account());
create policy remove_unused on files.file for delete to preau_app using (owner_id = core.current_account() and used_at is null);

-- Asked at run time and not by the planner: a policy on files.use may not name files.file, whose own names files.use.
create function files.visible(file uuid) returns boolean language plpgsql stable
  as $$ begin return exists (select from files.file f where f.id = visible.file and f.state = 'finished'); end $$;

grant select, insert, delete on files.use to preau_app;
create policy attach on files.use for insert to preau_app with check (attached_by = core.current_account() and files.visible(file_id));
create policy detach on files.use for delete to preau_app using (attached_by = core.current_account());

grant select on files.quota, files.purpose to preau_app;
create policy known on files.quota for select to preau_app using (core.current_account() is not null);
create policy known on files.purpose for select to preau_app using (core.current_account() is not null);
