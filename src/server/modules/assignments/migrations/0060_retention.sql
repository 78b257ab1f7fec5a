-- What becomes of work some years after: announced, then erased; of its receipts stays what proves them and names nobody.

-- Who gave work in that year was told that it will be erased, and how to keep it.
create table assignments.farewell (
  school_year smallint primary key,
  told_at timestamptz not null
);

-- Number and signature: who holds a paper learns that it was issued here, who kept the statement has it checked whole.
create table assignments.receipt_past (
  number text primary key,
  issued_at timestamptz not null,
  signature text not null,
  key_id text not null references assignments.signing_key
);

do $$
declare t text;
begin
  foreach t in array array['farewell', 'receipt_past'] loop
    execute format('alter table assignments.%I enable row level security', t);
    execute format('alter table assignments.%I force row level security', t);
    execute format('create policy system on assignments.%I to preau_system using (true) with check (true)', t);
  end loop;
end $$;

-- Works are found by their year, and what points to a version by that version.
create index assignment_year on assignments.assignment (school_year) where state = 'published';
create index archive_assignment on assignments.archive (assignment_id) where assignment_id is not null;
