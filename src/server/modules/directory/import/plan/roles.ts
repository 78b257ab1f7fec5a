/** Profiles by school, classes and groups: what each person shall hold, and the difference with what he holds. */
import type pg from 'pg';

/** The school after the run of the pupils in question. */
const PUPIL_SCHOOL = `
create temporary table pupil_school as
select c.person_id, c.attached as school_id from candidate c where c.kind = 'pupil' and c.active and c.attached is not null
union all
select r.person_id, r.school_id from directory.role r where r.profile = 'pupil' and r.person_id in (select pupil_id from live_link)
and not exists (select 1 from candidate c where c.person_id = r.person_id and c.kind = 'pupil' and c.active and c.attached is not null)`;

const ROLE_WANTED = `
create temporary table role_wanted as
select c.person_id, c.attached as school_id, 'pupil' as profile, null::text as function_code, null::text as function_label
from candidate c where c.kind = 'pupil' and c.active and c.attached is not null
union all
select person_id, school_id, profile, function_code, function_label from place
union all
select distinct l.guardian_id, s.school_id, 'guardian', null::text, null::text from live_link l join pupil_school s on s.person_id = l.pupil_id`;

/** Whose roles of which kind the run decides. Those who leave keep theirs, to come back whole. */
const ROLE_SCOPE = `
create temporary table role_scope as
select distinct person_id, kind from (
	select c.person_id, c.kind from candidate c where c.kind = 'pupil' and c.active and not c.is_new and c.attached is not null
	union all select p.person_id, 'staff' from place p
	union all select t.guardian_id, 'guardian' from touched t
) s where not exists (select 1 from gone g where g.person_id = s.person_id and g.kind = s.kind)`;

const ROLE_CHANGES = `
create temporary table role_add as
select w.* from role_wanted w
where not exists (select 1 from directory.role r where (r.person_id, r.school_id, r.profile) = (w.person_id, w.school_id, w.profile))
and not exists (select 1 from gone g where g.person_id = w.person_id);
create temporary table role_change as
select r.id, w.person_id, w.function_code, w.function_label from role_wanted w
join directory.role r on (r.person_id, r.school_id, r.profile) = (w.person_id, w.school_id, w.profile)
where r.source = 'aaf' and (r.function_code, r.function_label) is distinct from (w.function_code, w.function_label);
create temporary table role_drop as
select r.id, r.person_id, r.school_id, r.profile from directory.role r
join role_scope s on s.person_id = r.person_id and s.kind = case when r.profile in ('pupil', 'guardian') then r.profile else 'staff' end
where r.source = 'aaf' and not exists (select 1 from role_wanted w where (w.person_id, w.school_id, w.profile) = (r.person_id, r.school_id, r.profile));`;

const LISTS = `(values ('class', 'pupil', s.classes), ('group', 'pupil', s.groups), ('class', 'teacher', s.lessons),
	('group', 'teacher', s.group_lessons), ('class', 'head-teacher', s.head_of)) as k(kind, role, list)`;

const MEMBER_WANTED = `
create temporary table member_wanted as
select distinct g.id as group_id, c.person_id, g.school_id, k.role, case when k.role = 'teacher' then split_part(line, '$', 3) else '' end as subject
from candidate c join staged s on s.seq = c.seq
cross join lateral ${LISTS}
cross join lateral unnest(string_to_array(k.list, E'\\x1f')) as line
join school_map m on m.source = c.source and m.key = split_part(line, '$', 1)
join all_group g on g.school_id = m.school_id and g.kind = k.kind
	and g.code = case when k.role = 'pupil' then substr(line, strpos(line, '$') + 1) else split_part(line, '$', 2) end
where c.kind in ('pupil', 'staff') and c.active`;

/** A list that is blank where a blank clears nothing decides nothing. */
const MEMBER_SCOPE = `
create temporary table member_scope as
select c.person_id, k.kind, k.role
from candidate c join staged s on s.seq = c.seq
cross join lateral ${LISTS}
where c.kind in ('pupil', 'staff') and c.active and not c.is_new and k.list is not null`;

const MEMBER_CHANGES = `
create temporary table member_add as
select w.* from member_wanted w
where not exists (select 1 from directory.membership m where (m.group_id, m.person_id, m.role, m.subject) = (w.group_id, w.person_id, w.role, w.subject));
create temporary table member_drop as
select m.group_id, m.person_id, m.role, m.subject, m.school_id from directory.membership m join directory.groups g on g.id = m.group_id
join member_scope s on (s.person_id, s.kind, s.role) = (m.person_id, g.kind, m.role)
where m.source = 'aaf' and not exists (select 1 from member_wanted w where (w.group_id, w.person_id, w.role, w.subject) = (m.group_id, m.person_id, m.role, m.subject))
union
-- Who no longer works or studies in a school is in none of its classes.
select m.group_id, m.person_id, m.role, m.subject, m.school_id from role_drop d
join directory.membership m on (m.person_id, m.school_id) = (d.person_id, d.school_id)
where m.source = 'aaf' and m.role = any (case when d.profile = 'pupil' then array['pupil'] when d.profile = 'guardian' then '{}' else array['teacher', 'head-teacher'] end)
and not exists (select 1 from role_wanted w where (w.person_id, w.school_id) = (m.person_id, m.school_id) and w.profile <> 'guardian')
and not exists (select 1 from member_wanted w where (w.group_id, w.person_id, w.role, w.subject) = (m.group_id, m.person_id, m.role, m.subject));`;

export async function planRoles(client: pg.PoolClient): Promise<void> {
	await client.query(PUPIL_SCHOOL);
	await client.query('create index on pupil_school (person_id); analyze pupil_school');
	await client.query(ROLE_WANTED);
	await client.query(ROLE_SCOPE);
	await client.query('create index on role_wanted (person_id, school_id, profile); analyze role_wanted; create index on role_scope (person_id); analyze role_scope');
	await client.query(ROLE_CHANGES);
	// Groups that exist before the run and are not spoken of can be named by it too.
	await client.query(`create temporary table all_group as
		select id, school_id, kind, code from group_plan
		union select g.id, g.school_id, g.kind, g.code from directory.groups g where g.kind in ('class', 'group')`);
	await client.query('create index on all_group (school_id, kind, code); analyze all_group');
	await client.query(MEMBER_WANTED);
	await client.query(MEMBER_SCOPE);
	await client.query('create index on member_wanted (group_id, person_id); analyze member_wanted; create index on member_scope (person_id); analyze member_scope');
	await client.query(MEMBER_CHANGES);
}
