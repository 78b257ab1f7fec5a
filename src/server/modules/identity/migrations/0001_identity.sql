-- Accounts, sessions, activation, second factor. Nothing here can be used by somebody who steals a copy:
-- passwords are Argon2id, tokens are stored as SHA-256 of 256 random bits, codes and TOTP secrets are
-- encrypted with a key that is not in the database.

create schema identity;
grant usage on schema identity to preau_app, preau_system;
alter default privileges in schema identity grant select, insert, update, delete on tables to preau_system;

-- One row once a person has a password. Same id as directory.person.
create table identity.account (
  person_id uuid primary key references directory.person on delete cascade,
  password_hash text not null,
  password_set_at timestamptz not null,
  -- Given by somebody else (a teacher, the demo): must be changed at the next login.
  must_change boolean not null default false,
  charter_version text,
  charter_accepted_at timestamptz,
  activated_at timestamptz not null,
  last_login_at timestamptz,
  locale text not null default 'fr' check (locale in ('fr', 'en')),
  -- The profile whose home page the person chose, when he has several.
  preferred_profile text,
  -- Reading panel: theme, size, spacing, font.
  display jsonb not null default '{}',
  totp_secret bytea,
  totp_confirmed_at timestamptz,
  -- Last 30-second step used: a code is good once (RFC 6238 §5.2).
  totp_last_step bigint
);

create table identity.session (
  id uuid primary key,
  token_hash bytea not null unique,
  account_id uuid not null references identity.account (person_id) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- « Rester connecté sur cet appareil »
  persistent boolean not null default false,
  -- 'login', 'diagnosis' (an operator's look, shown to the owner)
  kind text not null default 'login' check (kind in ('login', 'diagnosis')),
  device text not null default '',
  second_factor_at timestamptz,
  seen_at timestamptz not null,
  revoked_at timestamptz
);
create index session_account on identity.session (account_id, created_at desc);
create index session_expiry on identity.session (expires_at);

-- 8-character codes, for first activation or to get back in.
create table identity.activation_code (
  id uuid primary key,
  person_id uuid not null references directory.person on delete cascade,
  -- HMAC of the code, to find it; AES-256-GCM of it, to print the letter again.
  lookup bytea not null unique,
  sealed bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  -- 'activation': choose a password for the first time; 'reset': get back in, old password void.
  purpose text not null default 'activation' check (purpose in ('activation', 'reset'))
);
create unique index activation_code_open on identity.activation_code (person_id) where used_at is null;

-- Links sent by e-mail: forgotten password, verification of an address. Single use.
create table identity.mail_link (
  token_hash bytea primary key,
  person_id uuid not null references directory.person on delete cascade,
  purpose text not null check (purpose in ('password', 'email')),
  -- The address to verify.
  email text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index mail_link_person on identity.mail_link (person_id);

-- Addresses people gave and proved.
create table identity.contact (
  person_id uuid primary key references directory.person on delete cascade,
  email text, email_verified_at timestamptz,
  mobile text
);

create table identity.recovery_code (
  account_id uuid not null references identity.account (person_id) on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (account_id, code_hash)
);

-- Personal access tokens for the API.
create table identity.access_token (
  id uuid primary key,
  token_hash bytea not null unique,
  account_id uuid not null references identity.account (person_id) on delete cascade,
  label text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index access_token_account on identity.access_token (account_id);

-- Failures by account and by network, in windows. Keys are HMACs: no logins, no addresses. Losing it in
-- a crash costs nothing, so it is not logged.
create unlogged table identity.throttle (
  key bytea not null,
  window_start timestamptz not null,
  failures integer not null default 0,
  primary key (key, window_start)
);
grant select, insert, update, delete on identity.throttle to preau_system;

do $$
declare t text;
begin
  foreach t in array array['account', 'session', 'activation_code', 'mail_link', 'contact', 'recovery_code', 'access_token', 'throttle'] loop
    execute format('alter table identity.%I enable row level security', t);
    execute format('alter table identity.%I force row level security', t);
    execute format('create policy system on identity.%I to preau_system using (true) with check (true)', t);
  end loop;
end $$;

-- The web role sees and changes only what is the person's own, and never a secret column.
grant select (person_id, must_change, charter_version, charter_accepted_at, activated_at, last_login_at, locale, preferred_profile, display, totp_confirmed_at),
  update (locale, preferred_profile, display) on identity.account to preau_app;
create policy own on identity.account to preau_app using (person_id = core.current_account());
grant select (id, account_id, created_at, expires_at, persistent, kind, device, seen_at, revoked_at), update (revoked_at) on identity.session to preau_app;
create policy own on identity.session to preau_app using (account_id = core.current_account());
grant select, insert, update on identity.contact to preau_app;
create policy own on identity.contact to preau_app using (person_id = core.current_account()) with check (person_id = core.current_account());
grant select (id, account_id, label, created_at, expires_at, revoked_at), update (revoked_at) on identity.access_token to preau_app;
create policy own on identity.access_token to preau_app using (account_id = core.current_account());
