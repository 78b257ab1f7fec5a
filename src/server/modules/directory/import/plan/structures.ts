/** Schools, classes and groups, subjects and MEF: what the delivery says against what the directory holds. */
import type pg from 'pg';
import type { ReadDelivery } from '../read.ts';

/**
 * `school_map`: every (académie, key) the run can refer to. `covered`: its people who are absent from a
 * complete export leave. `school_plan` and `group_plan`: what becomes of each.
 */
const TABLES = `
create temporary table structure_read as
	select r.* from jsonb_to_recordset($1::jsonb) as r(source text collate "C", key text collate "C", uai text, name text, kind text, academy text, street text,
		postal_code text, city text, phone text, email text, deleted boolean);
`;

const SCHOOL_PLAN = `
create temporary table school_plan as
select r.source, r.key, coalesce(m.school_id, u.id) is null as is_new, m.school_id is null as unmapped, r.deleted,
	coalesce(m.school_id, u.id, uuidv7()) as school_id,
	coalesce(r.uai, s.uai) as uai, coalesce(r.name, s.name) as name, coalesce(r.kind, s.kind, 'COLLEGE') as kind, coalesce(r.academy, s.academy) as academy,
	coalesce(r.street, s.street) as street, coalesce(r.postal_code, s.postal_code) as postal_code, coalesce(r.city, s.city) as city,
	coalesce(r.phone, s.phone) as phone, coalesce(r.email, s.email) as email,
	case when s.id is null then 'create' when r.deleted then case when s.status = 'closed' then 'none' else 'close' end
		when s.status = 'closed' then 'restore'
		when (s.uai, s.name, s.kind, s.academy, s.street, s.postal_code, s.city, s.phone, s.email) is distinct from
			(coalesce(r.uai, s.uai), coalesce(r.name, s.name), coalesce(r.kind, s.kind), coalesce(r.academy, s.academy), coalesce(r.street, s.street),
			coalesce(r.postal_code, s.postal_code), coalesce(r.city, s.city), coalesce(r.phone, s.phone), coalesce(r.email, s.email)) then 'update'
		else 'unchanged' end as action
from structure_read r
left join directory.source_structure m on (m.source, m.key) = (r.source, r.key)
left join directory.school u on m.school_id is null and u.uai = r.uai
left join directory.school s on s.id = coalesce(m.school_id, u.id)
where not (r.deleted and s.id is null)`;

const SCHOOL_MAP = `
create temporary table school_map as
select m.source, m.key, m.school_id, s.uai, s.name, coalesce(p.action not in ('close', 'none'), false) as covered
from directory.source_structure m join directory.school s on s.id = m.school_id
left join school_plan p on p.school_id = m.school_id
union
select p.source, p.key, p.school_id, p.uai, p.name, p.action not in ('close', 'none') from school_plan p where p.unmapped`;

/** Classes and groups a pupil is in count as there even where the school's own list forgets them. */
const GROUP_READ = `
create temporary table group_read as
select m.school_id, l.kind, l.code, min(l.label) as label, min(l.level) as level, bool_or(l.listed) as listed
from (
	select r.source, r.key, r.kind, r.code, r.label, r.level, true as listed
	from jsonb_to_recordset($1::jsonb) as r(source text collate "C", key text collate "C", kind text, code text, label text, level text)
	union all
	select distinct s.source, split_part(line, '$', 1), k.kind, substr(line, strpos(line, '$') + 1), null, null, false
	from staged s
	cross join lateral (values ('class', s.classes), ('group', s.groups)) as k(kind, list)
	cross join lateral unnest(string_to_array(k.list, E'\\x1f')) as line
	where s.kind = 'pupil' and s.op <> 'delete' and s.reason is null and strpos(line, '$') > 0
	and not exists (select 1 from directory.source_record o where (o.source, o.kind, o.key, o.hash) = (s.source, s.kind, s.key, s.hash))
) l
join school_map m on (m.source, m.key) = (l.source, l.key)
where l.code <> ''
group by 1, 2, 3`;

const GROUP_PLAN = `
create temporary table group_plan as
select coalesce(g.id, uuidv7()) as id, r.school_id, r.kind, r.code, coalesce(r.label, g.label, r.code) as label, coalesce(r.level, g.level) as level,
	case when g.id is null then 'create' when g.status = 'closed' then 'restore'
		when (g.label, g.level) is distinct from (coalesce(r.label, g.label), coalesce(r.level, g.level)) then 'update' else 'unchanged' end as action
from group_read r
left join directory.groups g on (g.school_id, g.kind, g.code) = (r.school_id, r.kind, r.code)`;

/** Absent from a complete list that is not blank. */
const GROUP_LEAVING = `
create temporary table group_leaving as
select g.id, g.school_id, g.kind, g.code, g.label, g.level
from directory.groups g
join (select school_id, kind from group_read where listed group by 1, 2) l on (l.school_id, l.kind) = (g.school_id, g.kind)
where g.source = 'aaf' and g.status = 'active' and g.school_id in (select school_id from school_map where covered)
and not exists (select 1 from group_read r where (r.school_id, r.kind, r.code) = (g.school_id, g.kind, g.code))`;

/** Pupils whose record is unchanged are still in it. */
const STILL_USED = `
delete from group_leaving l using directory.membership m, directory.source_record o, staged s
where m.group_id = l.id and m.source = 'aaf' and m.role = 'pupil' and o.person_id = m.person_id and o.kind = 'pupil'
and (s.source, s.kind, s.key, s.hash) = (o.source, o.kind, o.key, o.hash)`;

export async function planStructures(client: pg.PoolClient, read: ReadDelivery): Promise<void> {
	await client.query(TABLES.replace('$1', literal(client, read.structures)));
	await client.query(SCHOOL_PLAN);
	await client.query(`insert into pg_temp.rejected select null, key, 'établissement sans nom' from school_plan where name is null`);
	await client.query('delete from school_plan where name is null');
	await client.query(SCHOOL_MAP);
	await client.query('analyze staged (seq, source, kind, key, op, hash); analyze school_map');
	const lists = read.structures
		.filter((one) => !one.deleted)
		.flatMap((one) => [
			...(one.classes ?? []).map((line) => ({ source: one.source, key: one.key, kind: 'class', ...line })),
			...(one.groups ?? []).map((line) => ({ source: one.source, key: one.key, kind: 'group', ...line }))
		]);
	await client.query(GROUP_READ.replace('$1', literal(client, lists)));
	await client.query(GROUP_PLAN);
	if (read.mode === 'complete') {
		await client.query(GROUP_LEAVING);
		await client.query('analyze group_leaving');
		await client.query(STILL_USED);
		await client.query(`insert into group_plan select id, school_id, kind, code, label, level, 'close' from group_leaving`);
	}
	await client.query(`create temporary table subject_plan as
		select distinct on (r.code) r.code, r.label, d.code is null as is_new from jsonb_to_recordset(${literal(client, read.subjects)}::jsonb) as r(code text, label text)
		left join directory.subject d using (code) where d.label is distinct from r.label order by r.code`);
	await client.query(`create temporary table mef_plan as
		select distinct on (r.code) r.code, r.label, r.level, d.code is null as is_new from jsonb_to_recordset(${literal(client, read.mefs)}::jsonb) as r(code text, label text, level text)
		left join directory.mef d using (code) where (d.label, d.level) is distinct from (r.label, r.level) order by r.code`);
	await client.query('create index on group_plan (school_id, kind, code); analyze group_plan');
}

/** A definition of a table takes no parameters: the value is quoted into it. */
function literal(client: pg.PoolClient, value: unknown): string {
	return client.escapeLiteral(JSON.stringify(value));
}
