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

/** Anybody a file or a person brought in, in a school the académie keeps now? */
const BY_HAND = `select exists (select from directory.role r where r.source = 'csv' and r.school_id in (select school_id from school_map)) as there`;

/** A school opened by hand that the académie takes over: its people of before and those who arrive now. */
const FIND_BY_HAND = `
with by_hand as (
	select distinct p.id, p.kind, r.school_id, core.fold(p.family_name || ' ' || p.given_name) as name, p.birth_date, lower(p.email) as email
	from directory.role r join directory.person p on p.id = r.person_id and p.status in ('active', 'blocked')
	where r.source = 'csv' and r.school_id in (select school_id from school_map)
	and not exists (select from directory.source_record o where o.person_id = p.id)
), pair as (
	select h.id as a, p.id as b, case when h.birth_date = p.birth_date then 'birth-date' else 'email' end as reason
	from home f join directory.role r on r.person_id = f.person_id and r.source = 'aaf'
	join directory.person p on p.id = f.person_id
	join by_hand h on h.school_id = r.school_id and h.kind = p.kind and (h.birth_date = p.birth_date or h.email = lower(p.email))
	where f.is_new and h.name = core.fold(p.family_name || ' ' || p.given_name)
), done as (
	insert into directory.suspected_duplicate (first_id, second_id, reason)
	select distinct on (least(a, b), greatest(a, b)) least(a, b), greatest(a, b), reason from pair order by least(a, b), greatest(a, b), reason
	on conflict do nothing returning first_id, second_id
)
insert into directory.import_change (run_id, school_id, table_name, operation, row_count, before)
select $1, null, 'suspected_duplicate', 'insert', count(*), jsonb_agg(to_jsonb(done)) from done having count(*) > 0`;

export async function recordDuplicates(client: pg.PoolClient, run: number): Promise<void> {
	await client.query(FIND, [run]);
	const { rows } = await client.query<{ there: boolean }>(BY_HAND);
	if (rows[0]?.there) await client.query(FIND_BY_HAND, [run]);
}
