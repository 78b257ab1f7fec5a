/** The last of the plan: what changes on each person, who leaves, which login arrives, in whose transaction. */
import type pg from 'pg';

const SCALARS = ['title', 'family_name', 'birth_name', 'given_name'] as const;
const CLEARABLE = [
	['street', 1],
	['postal_code', 2],
	['city', 4],
	['country', 8],
	['phone', 16],
	['mobile', 32],
	['email', 64]
] as const;
const OF_MEF = ['mef_code', 'level'] as const;
export const PERSON_COLUMNS = [...SCALARS, 'other_names', 'birth_date', ...CLEARABLE.map(([name]) => name), ...OF_MEF];

/** A blank clears address, telephone, e-mail and MEF, never a name. What a school corrected stays until the source changes. */
const PERSON_UPDATE = `
create temporary table person_update as
select c.person_id, v.*
from candidate c join staged s on s.seq = c.seq join directory.person p on p.id = c.person_id
cross join lateral (select
	${SCALARS.map((name) => `coalesce(s.${name}, p.${name}) as ${name}`).join(', ')},
	coalesce(string_to_array(s.other_names, E'\\x1f'), p.other_names) as other_names, coalesce(s.birth_date::date, p.birth_date) as birth_date,
	${CLEARABLE.map(([name, bit]) => `case when c.contact_changed and s.given & ${bit} > 0 then s.${name} else p.${name} end as ${name}`).join(', ')},
	${OF_MEF.map((name) => `case when s.given & 128 > 0 and c.kind = 'pupil' then s.${name} else p.${name} end as ${name}`).join(', ')}
) v
where not c.is_new and c.changed and c.active and p.status <> 'erased'
and (${PERSON_COLUMNS.map((name) => `p.${name}`).join(', ')}) is distinct from (${PERSON_COLUMNS.map((name) => `v.${name}`).join(', ')})`;

const RECORD_UPDATE = `
create temporary table record_update as
select r.source, r.kind, r.key, r.person_id, case when s.op = 'add' then s.hash end as hash,
	case when s.op = 'add' then s.contact_hash when s.given & 127 > 0 then null else r.contact_hash end as contact_hash,
	coalesce(s.name_hash, r.name_hash) as name_hash, case when s.op = 'add' then s.record_id else r.record_id end as record_id
from candidate c join staged s on s.seq = c.seq join directory.source_record r on (r.source, r.kind, r.key) = (c.source, c.kind, c.key)
where c.changed and c.active and (s.op = 'add' or r.hash is not null)`;

/** A person merged from several records leaves with the last of them. */
const LEAVE = `
create temporary table leave as
select distinct g.person_id from gone g
where not exists (
	select 1 from directory.source_record r where r.person_id = g.person_id and r.gone_at is null
	and not exists (select 1 from gone o where (o.source, o.kind, o.key) = (r.source, r.kind, r.key)))`;

const LOGIN_PLAN = `
create temporary table login_plan as
with arriving as (
	select c.person_id, s.login_base as base, row_number() over (partition by s.login_base order by o.ordinal, c.kind = 'staff', c.kind = 'guardian', c.source, c.key) as rank
	from candidate c join staged s on s.seq = c.seq join home h on h.person_id = c.person_id left join school_order o on o.school_id = h.school_id
	where c.is_new and c.active
), given as (
	select rtrim(login, '0123456789') as base, max(coalesce(nullif(substr(login, length(rtrim(login, '0123456789')) + 1), ''), '1')::numeric) as last
	from (select login from directory.login union all select login from directory.person) l group by 1
)
select a.person_id, a.base || coalesce(nullif((coalesce(g.last, 0) + a.rank)::text, '1'), '') as login
from arriving a left join given g using (base)`;

/** Those who arrive, a row each, so that writing a school is one look at one table. */
const ARRIVAL = `
create temporary table arrival as
select h.school_id, c.person_id, c.source, c.kind as record_kind, c.key, s.record_id, s.hash, s.contact_hash, s.name_hash,
	case when c.kind = 'pupil' then 'pupil' else 'adult' end as kind, l.login, ${PERSON_COLUMNS.map(arriving).join(', ')}
from home h join candidate c using (person_id) join staged s using (seq) join login_plan l using (person_id) where h.is_new and c.is_new`;

function arriving(column: string): string {
	if (column === 'other_names') return `coalesce(string_to_array(s.other_names, E'\\x1f'), '{}') as other_names`;
	return column === 'birth_date' ? 's.birth_date::date as birth_date' : `s.${column}`;
}

/** Each person's changes are made in one transaction: that of the first of his schools. */
const HOME = `
create temporary table home as
with concerned as (
	select person_id, is_new from candidate where is_new and active
	union select person_id, false from (
		select person_id from person_update union all select person_id from record_update union all select person_id from gone union all select person_id from back
		union all select person_id from role_add union all select person_id from role_change union all select person_id from role_drop
		union all select person_id from member_add union all select person_id from member_drop
		union all select pupil_id from link_add union all select pupil_id from link_change union all select pupil_id from link_drop
	) t where not exists (select 1 from candidate c where c.person_id = t.person_id and c.is_new)
), wanted as (
	select w.person_id, min(o.ordinal) as ordinal from role_wanted w join school_order o using (school_id) group by 1
), held as (
	select r.person_id, min(o.ordinal) as ordinal from concerned c join directory.role r using (person_id) join school_order o using (school_id) where not c.is_new group by 1
)
select c.person_id, c.is_new, coalesce(o.school_id, '00000000-0000-0000-0000-000000000000') as school_id
from concerned c left join wanted w using (person_id) left join held h using (person_id)
left join school_order o on o.ordinal = coalesce(w.ordinal, h.ordinal)
order by o.ordinal, c.person_id`;

export async function planOutcome(client: pg.PoolClient): Promise<void> {
	await client.query(PERSON_UPDATE);
	await client.query(RECORD_UPDATE);
	await client.query(LEAVE);
	// He stays by another record: what he held by this one ends.
	await client.query(`insert into role_drop select r.id, r.person_id, r.school_id, r.profile from gone g join directory.role r on r.person_id = g.person_id
		where r.source = 'aaf' and g.kind = case when r.profile in ('pupil', 'guardian') then r.profile else 'staff' end
		and not exists (select 1 from leave l where l.person_id = g.person_id)`);
	await client.query(`create temporary table school_order as
		select id as school_id, row_number() over (order by uai nulls last, id) as ordinal from (
			select id, uai from directory.school union select school_id, uai from school_plan) s`);
	await client.query('create index on school_order (school_id); analyze school_order');
	await client.query(HOME);
	await client.query('create unique index on home (person_id); create index on home (school_id); analyze home');
	await client.query(LOGIN_PLAN);
	await client.query('analyze login_plan');
	await client.query(ARRIVAL);
	await client.query('create index on arrival (school_id); analyze arrival (school_id)');
	for (const table of ['person_update', 'record_update', 'gone', 'leave', 'back', 'role_add', 'role_change', 'role_drop', 'member_add', 'member_drop']) {
		await client.query(`create index on ${table} (person_id); analyze ${table}`);
	}
	for (const table of ['link_add', 'link_change', 'link_drop']) await client.query(`create index on ${table} (pupil_id); analyze ${table}`);
}
