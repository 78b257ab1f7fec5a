-- A code, not a word: compared byte by byte in the two indexes it stands in. Where policies name the column
-- already it stays as it was, which costs speed and nothing else.
do $$ begin
  alter table directory.role alter column profile type text collate "C";
exception when feature_not_supported then null;
end $$;
