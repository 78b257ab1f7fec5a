/** Family links, and through them which guardians are there at all: nobody refers to them, they are not imported. */
import type pg from 'pg';

/** Guardians a pupil's record can name: those of the delivery, and those known from before. */
const GUARDIAN = `
create temporary table guardian as
select c.source, c.key, c.person_id from candidate c where c.kind = 'guardian' and c.op <> 'delete' and (c.reason is null or not c.is_new)
union all
select r.source, r.key, r.person_id from directory.source_record r where r.kind = 'guardian'
and not exists (select 1 from candidate c where c.kind = 'guardian' and c.source = r.source and c.key = r.key)`;

const LINK = `
create temporary table link_wanted as
select distinct on (r.pupil_id, g.person_id) r.pupil_id, g.person_id as guardian_id, r.link_code, r.legal, r.financial, r.contact, r.payment
from relation r join guardian g on g.source = r.source and g.key = r.guardian_key
order by r.pupil_id, g.person_id, r.legal = 1 desc, r.legal desc, r.link_code`;

/** Guardians for whom the run may change something: arriving, coming back, or linked to a pupil for whom it does. */
const TOUCHED = `
create temporary table touched as
select guardian_id from link_wanted
union select person_id from candidate where kind = 'guardian' and active
union select g.guardian_id from directory.guardianship g
	where g.pupil_id in (select person_id from candidate where kind = 'pupil' and active union all select person_id from gone where kind = 'pupil')`;

/** Their links after the run, to pupils who are there. An unchanged record keeps its links. */
const LIVE_LINK = `
create temporary table live_link as
select w.pupil_id, w.guardian_id from link_wanted w
union
select g.pupil_id, g.guardian_id from touched t join directory.guardianship g using (guardian_id) join directory.person p on p.id = g.pupil_id
where (p.suspended_at is null and p.status <> 'erased' or p.id in (select person_id from candidate where was_gone and active and kind = 'pupil'))
and not exists (select 1 from gone o where o.person_id = g.pupil_id)
and not exists (select 1 from relation r where r.pupil_id = g.pupil_id and r.decides and g.source = 'aaf')`;

/** A link made by hand stays; only those of the source are taken away, and only where the pupil's record lists some. */
const LINK_CHANGES = `
create temporary table link_add as
select w.* from link_wanted w
where not exists (select 1 from directory.guardianship g where (g.pupil_id, g.guardian_id) = (w.pupil_id, w.guardian_id));
create temporary table link_change as
select w.* from link_wanted w join directory.guardianship g on (g.pupil_id, g.guardian_id) = (w.pupil_id, w.guardian_id)
where g.source = 'aaf' and (g.link_code, g.legal, g.financial, g.contact, g.payment) is distinct from (w.link_code, w.legal, w.financial, w.contact, w.payment);
create temporary table link_drop as
select g.pupil_id, g.guardian_id from directory.guardianship g
where g.source = 'aaf' and g.pupil_id in (select pupil_id from relation where decides)
and not exists (select 1 from link_wanted w where (w.pupil_id, w.guardian_id) = (g.pupil_id, g.guardian_id));`;

export async function planLinks(client: pg.PoolClient, delta: boolean): Promise<void> {
	await client.query(GUARDIAN);
	await client.query('analyze guardian');
	await client.query(LINK);
	await client.query('create index on link_wanted (pupil_id, guardian_id); analyze link_wanted');
	await client.query(TOUCHED);
	await client.query('create index on touched (guardian_id); analyze touched');
	await client.query(LIVE_LINK);
	await client.query('create index on live_link (guardian_id); analyze live_link');
	// New guardians nobody refers to: not imported, counted.
	await client.query(`create temporary table unreferenced as
		select c.seq, c.person_id from candidate c where c.kind = 'guardian' and c.is_new and c.op = 'add' and c.reason is null
		and not exists (select 1 from live_link l where l.guardian_id = c.person_id)`);
	await client.query('delete from candidate c using unreferenced u where u.seq = c.seq');
	// Known guardians whose last child has left.
	await client.query(`insert into gone select r.source, r.kind, r.key, r.person_id from directory.source_record r
		where r.kind = 'guardian' and r.gone_at is null and r.person_id in (select guardian_id from touched)
		and not exists (select 1 from gone o where (o.source, o.kind, o.key) = (r.source, r.kind, r.key))
		and not exists (select 1 from live_link l where l.guardian_id = r.person_id)`);
	await client.query(`create temporary table back as
		select c.source, c.kind, c.key, c.person_id from candidate c
		where c.was_gone and c.active
		and (c.kind <> 'guardian' or exists (select 1 from live_link l where l.guardian_id = c.person_id))`);
	if (delta) {
		// A pupil who comes back brings his guardians back, though an increment does not repeat them.
		await client.query(`insert into back select r.source, r.kind, r.key, r.person_id from directory.source_record r
			where r.kind = 'guardian' and r.gone_at is not null and exists (select 1 from live_link l where l.guardian_id = r.person_id)
			and not exists (select 1 from back b where (b.source, b.kind, b.key) = (r.source, r.kind, r.key))
			and not exists (select 1 from staged s where (s.source, s.kind, s.key) = (r.source, r.kind, r.key) and s.op = 'delete')`);
	}
	await client.query('create index on back (person_id)');
	await client.query(LINK_CHANGES);
}
