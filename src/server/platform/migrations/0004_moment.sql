-- What time it is for the policies of row level security: that of the request, as its command sees it; the
-- server's own clock where nobody said.
create function core.moment() returns timestamptz language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('preau.moment', true), '')::timestamptz, now()) $$;
grant execute on function core.moment() to preau_app, preau_system;
