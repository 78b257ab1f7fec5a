/** What time takes away: people who left, names in old reports, the means to undo. */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';

/** Days after which somebody suspended is erased (decree of 30 November 2006: a closed account, 3 months). */
export const ERASE_AFTER_DAYS = 90;
/** Days during which a run can be undone; its rows before the change are people's data too. */
export const UNDO_DAYS = 30;

export interface Erased {
	people: number;
	reports: number;
	runs: number;
}

/**
 * Erase those suspended for 90 days: nothing but an empty entry stays, so that what others wrote or
 * received keeps its place. The login stays taken for ever. Meant for a nightly job; can be run again.
 */
export async function eraseDue(db: Db, now: Date): Promise<Erased> {
	const limit = new Date(now.getTime() - ERASE_AFTER_DAYS * 86_400_000);
	const { rows } = await sql<{ id: string }>`
		update directory.person set status = 'erased', login = 'efface-' || id::text, family_name = '', given_name = '', title = null, birth_name = null,
			other_names = '{}', birth_date = null, email = null, mobile = null, phone = null, street = null, postal_code = null, city = null, country = null,
			mef_code = null, level = null, updated_at = ${now}
		where suspended_at is not null and suspended_at <= ${limit} and status <> 'erased' returning id`.execute(db);
	const ids = rows.map((row) => row.id);
	if (ids.length > 0) {
		await sql`update directory.login set person_id = null where person_id = any (${ids})`.execute(db);
		await sql`delete from directory.source_record where person_id = any (${ids})`.execute(db);
		await sql`delete from directory.suspected_duplicate where first_id = any (${ids}) or second_id = any (${ids})`.execute(db);
		await sql`delete from directory.role where person_id = any (${ids})`.execute(db);
		await sql`delete from directory.membership where person_id = any (${ids})`.execute(db);
		await sql`delete from directory.guardianship where pupil_id = any (${ids}) or guardian_id = any (${ids})`.execute(db);
	}
	const runs = await sql`delete from directory.import_change c using directory.import_run r
		where r.id = c.run_id and r.started_at <= ${new Date(now.getTime() - UNDO_DAYS * 86_400_000)}`.execute(db);
	const reports =
		await sql`update directory.import_run set report = report - 'schools' - 'rejected' where started_at <= ${limit} and report ?| array['schools', 'rejected']`.execute(db);
	return { people: ids.length, reports: Number(reports.numAffectedRows ?? 0), runs: Number(runs.numAffectedRows ?? 0) };
}
