/** Who arrives, changes, comes back or leaves. */
import type pg from 'pg';

/** The same person several times in one delivery: later ones complete or replace earlier ones. */
const KEPT = (column: string) => `${column} = coalesce(b.${column}, a.${column})`;
const CLEARED = (column: string, bit: number) => `${column} = case when b.given & ${bit} > 0 then b.${column} else a.${column} end`;

async function mergeRepeated(client: pg.PoolClient): Promise<void> {
	for (;;) {
		const { rowCount } = await client.query(`create temporary table pair as
			select first.seq as a, second.seq as b from (
				select seq, source, kind, key, row_number() over w as rank, lead(seq) over w as next from staged
				where (source, kind, key) in (select source, kind, key from staged group by 1, 2, 3 having count(*) > 1)
				window w as (partition by source, kind, key order by seq)) first
			join staged second on second.seq = first.next where first.rank = 1`);
		if (rowCount) {
			await client.query(`update staged t set op = case when a.op = 'add' then 'add' else b.op end, given = a.given | b.given,
				${['title', 'family_name', 'birth_name', 'given_name', 'other_names', 'birth_date', 'login_base', 'name_key', 'school_key', 'classes', 'groups', 'relations', 'places', 'lessons', 'group_lessons', 'head_of'].map(KEPT).join(', ')},
				${CLEARED('street', 1)}, ${CLEARED('postal_code', 2)}, ${CLEARED('city', 4)}, ${CLEARED('country', 8)}, ${CLEARED('phone', 16)},
				${CLEARED('mobile', 32)}, ${CLEARED('email', 64)}, ${CLEARED('mef_code', 128)}, ${CLEARED('level', 128)}
				from pair p join staged a on a.seq = p.a join staged b on b.seq = p.b
				where t.seq = p.b and b.op = 'modify' and a.reason is null`);
			await client.query('delete from staged where seq in (select a from pair)');
		}
		await client.query('drop table pair');
		if (!rowCount) return;
	}
}

/**
 * Every record of the delivery against what is known. `active`: it says something new; what the others
 * say is done already. `everything` ($1) repairs after a run that stopped half-way, and when schools
 * become known that records already named; staff name classes before these exist ($2).
 */
const CANDIDATE = `
create temporary table candidate as
select k.seq, k.file, k.source, k.kind, k.key, k.op, k.is_new, k.was_gone, k.person_id, k.changed, k.contact_changed, k.attached, k.reason,
	k.op <> 'delete' and k.reason is null and (k.changed or k.is_new or k.was_gone or $1 or k.kind = 'staff' and $2) as active
from (
	select s.seq, s.file, s.source, s.kind, s.key, s.op, r.person_id is null as is_new, coalesce(r.gone_at is not null, false) as was_gone,
		coalesce(r.person_id, uuidv7()) as person_id, s.hash is distinct from r.hash as changed, s.contact_hash is distinct from r.contact_hash as contact_changed,
		m.school_id as attached,
		coalesce(s.reason, case
			when s.op = 'delete' then null
			when r.person_id is null and s.op = 'modify' then 'personne inconnue'
			when r.person_id is null and (s.family_name is null or s.given_name is null) then 'nom ou prénom manquant'
			when s.kind = 'pupil' and s.school_key is null and r.person_id is null then 'établissement manquant'
			when s.kind = 'pupil' and s.school_key is not null and m.school_id is null then 'établissement inconnu' end) as reason
	from staged s
	left join directory.source_record r on (r.source, r.kind, r.key) = (s.source, s.kind, s.key)
	left join school_map m on (m.source, m.key) = (s.source, s.school_key)
	offset 0
) k`;

/** Where staff work. A guess from the school of attachment does not change what is known. */
const PLACE = `
create temporary table place as
select distinct on (c.person_id, m.school_id) c.person_id, c.seq, m.school_id, split_part(item, '$', 2) as profile,
	nullif(split_part(item, '$', 3), '') as function_code, nullif(split_part(item, '$', 4), '') as function_label
from candidate c join staged s on s.seq = c.seq
cross join lateral unnest(string_to_array(s.places, E'\\x1f')) with ordinality as line(item, rank)
join school_map m on (m.source, m.key) = (c.source, split_part(item, '$', 1))
where c.kind = 'staff' and c.active and (c.is_new or not s.places_weak)
order by c.person_id, m.school_id, rank`;

/** Links as the pupils' records give them; `decides` when the record is new and its list replaces what was there. */
const RELATION = `
create temporary table relation as
select c.person_id as pupil_id, c.source, array_to_string((string_to_array(line, '$'))[2:], '$') as guardian_key,
	substr(split_part(line, '$', 1), 5) as link_code, substr(line, 1, 1) = '1' as financial, substr(line, 2, 1)::smallint as legal,
	substr(line, 3, 1) = '1' as contact, substr(line, 4, 1) = '1' as payment, c.active as decides
from candidate c join staged s on s.seq = c.seq
cross join lateral unnest(string_to_array(s.relations, E'\\x1f')) as line
where c.kind = 'pupil' and c.op <> 'delete' and c.reason is null and (c.active or $1)`;

/** An unchanged record says something new only of a guardian whose own record arrives late. */
const LATE_GUARDIANS = `
delete from relation r where not r.decides
and not exists (select 1 from candidate n where n.kind = 'guardian' and n.is_new and n.source = r.source and n.key = r.guardian_key)`;

/** Records whose person leaves: deleted, or absent from a complete export that covers all his schools. */
const GONE = `
create temporary table gone as
select r.source, r.kind, r.key, r.person_id
from directory.source_record r
join staged s on (s.source, s.kind, s.key) = (r.source, r.kind, r.key) and s.op = 'delete'
where r.gone_at is null
union all
select r.source, r.kind, r.key, r.person_id
from directory.source_record r
where r.gone_at is null and (r.source, r.kind) in (select source, kind from jsonb_to_recordset($1::jsonb) as k(source text collate "C", kind text collate "C"))
and not exists (select 1 from staged s where (s.source, s.kind, s.key) = (r.source, r.kind, r.key))
and exists (select 1 from school_map m where m.source = r.source and m.covered)
and not exists (
	select 1 from directory.role o where o.person_id = r.person_id and o.source = 'aaf'
	and (o.profile in ('pupil', 'guardian')) = (r.kind <> 'staff')
	and o.school_id not in (select school_id from school_map where covered))`;

export async function planPeople(client: pg.PoolClient, covered: readonly { source: string; kind: string }[], delta: boolean, everything: boolean): Promise<void> {
	if (delta) {
		// Increments may name people by the identifier of the request alone.
		await client.query(`update staged s set key = r.key from directory.source_record r
			where s.op <> 'add' and (r.source, r.kind, r.record_id) = (s.source, s.kind, s.key)`);
	}
	await mergeRepeated(client);
	const {
		rows: [fresh]
	} = await client.query<{ schools: boolean; groups: boolean }>(`select exists (select 1 from school_plan where unmapped) as schools,
		exists (select 1 from group_plan where action = 'create') as groups`);
	await client.query(CANDIDATE.replace('$1', String(everything || fresh?.schools === true)).replace('$2', String(fresh?.groups === true)));
	await client.query('create index on candidate (person_id); analyze candidate');
	await client.query(PLACE);
	await client.query(`update candidate c set reason = 'aucun établissement connu', active = false where c.kind = 'staff' and c.is_new and c.op = 'add' and c.reason is null
		and not exists (select 1 from place p where p.person_id = c.person_id)`);
	const {
		rows: [late]
	} = await client.query<{ guardians: boolean }>(`select exists (select 1 from candidate where kind = 'guardian' and is_new) as guardians`);
	await client.query(RELATION.replace('$1', late?.guardians ? 'true' : 'false'));
	await client.query(LATE_GUARDIANS);
	await client.query('create index on place (person_id); analyze place; analyze relation');
	await client.query(GONE.replace('$1', client.escapeLiteral(JSON.stringify(covered))));
	await client.query('create index on gone (person_id); analyze gone');
}
