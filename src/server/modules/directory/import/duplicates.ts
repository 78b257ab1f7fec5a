/** Who may be the same human being under two keys: proposed for merging, never merged alone. */
import type pg from 'pg';

/**
 * Same folded names and the same birth date or e-mail; or, between a guardian and a member of staff of
 * whom each is the only bearer of the name, the names alone (families' exports give no birth date).
 * Looked for among the names of those the run brought or corrected.
 */
const FIND = `
with fresh as (
	select distinct h.person_id from home h where h.is_new or h.person_id in (select person_id from person_update) or h.person_id in (select person_id from back)
), named as (
	select r.person_id, r.name_hash, r.kind, p.birth_date, lower(p.email) as email, p.kind as human, count(*) over (partition by r.name_hash, p.kind) as bearers
	from directory.source_record r join directory.person p on p.id = r.person_id
	where r.gone_at is null and r.name_hash in (select f.name_hash from directory.source_record f join fresh using (person_id))
), pair as (
	select a.person_id as a, b.person_id as b, case when a.birth_date = b.birth_date then 'birth-date' when a.email = b.email then 'email' else 'guardian-and-staff' end as reason
	from named a join named b on a.name_hash = b.name_hash and a.person_id < b.person_id and a.human = b.human
	where (a.birth_date = b.birth_date or a.email = b.email or (
		(a.kind = 'staff') <> (b.kind = 'staff') and (a.birth_date = b.birth_date) is not false
		and a.bearers = 2))
), done as (
	insert into directory.suspected_duplicate (first_id, second_id, reason)
	select distinct on (a, b) a, b, reason from pair order by a, b, reason on conflict do nothing returning first_id, second_id
)
insert into directory.import_change (run_id, school_id, table_name, operation, row_count, before)
select $1, null, 'suspected_duplicate', 'insert', count(*), jsonb_agg(to_jsonb(done)) from done having count(*) > 0`;

export async function recordDuplicates(client: pg.PoolClient, run: number): Promise<void> {
	await client.query(FIND, [run]);
}
