-- The schools one works in, as a list: a policy asks for it once a statement, where `works_in` is asked for every row.
create function directory.works_at() returns uuid[] language sql stable parallel safe
  as $$ select array(select r.school_id from directory.role r where r.person_id = core.current_account() and r.school_id is not null
    and (r.profile in ('teacher', 'staff', 'principal') or r.delegate)) $$;
grant execute on function directory.works_at() to preau_app, preau_system;
