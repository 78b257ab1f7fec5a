-- Groups made by hand: the web role may write these and nothing else of groups, and only for who made the
-- group or administers its school.
create function directory.works_in(school uuid) returns boolean language sql stable parallel safe
  as $$ select exists (select from directory.role r where r.person_id = core.current_account() and r.school_id = school
    and (r.profile in ('teacher', 'staff', 'principal') or r.delegate)) $$;
create function directory.keeps_group(group_id uuid) returns boolean language sql stable parallel safe
  as $$ select exists (select from directory.groups g where g.id = group_id and g.kind = 'manual' and g.status = 'active'
    and ((g.owner_id = core.current_account() and directory.works_in(g.school_id)) or directory.administers(g.school_id))) $$;
grant execute on function directory.works_in(uuid), directory.keeps_group(uuid) to preau_app, preau_system;

grant insert (id, school_id, kind, code, label, owner_id, source), update (label, status) on directory.groups to preau_app;
create policy made on directory.groups for insert to preau_app with check (
  kind = 'manual' and source = 'manual' and owner_id = core.current_account() and directory.works_in(school_id));
create policy kept on directory.groups for update to preau_app
  using (kind = 'manual' and ((owner_id = core.current_account() and directory.works_in(school_id)) or directory.administers(school_id)))
  with check (kind = 'manual');

grant insert (group_id, person_id, school_id, role, source), delete on directory.membership to preau_app;
create policy joined on directory.membership for insert to preau_app with check (
  source = 'manual' and subject = '' and directory.keeps_group(group_id)
  and exists (select from directory.groups g where g.id = membership.group_id and g.school_id = membership.school_id)
  and exists (select from directory.role r where r.person_id = membership.person_id and r.school_id = membership.school_id));
create policy dismissed on directory.membership for delete to preau_app using (directory.keeps_group(group_id));
