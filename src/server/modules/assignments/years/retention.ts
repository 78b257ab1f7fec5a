/**
 * How long work is kept: the school year that runs and so many before it. Who gave it is told two months before, with
 * the way to his archives; then goes the work, what was handed in and what came back, with their files. Of a receipt
 * its number and signature stay: they name nobody, and a statement somebody kept is checked by the public key, which is
 * never erased. The statement itself holds names of pupils, and goes.
 */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';
import { parisInstant } from '#kernel/paris-time';
import { dropUses, releaseFiles } from '#modules/files';
import type { JobTools } from '#platform/jobs';
import { REVIEW } from '../access.ts';
import { GIVES } from '../giving/colleagues.ts';
import { SUBMISSION } from '../handing-in/hand-in.ts';
import { tellFarewell } from '../notices.ts';
import { MATERIAL } from '../giving/writing.ts';
import { endOfYear, schoolYear } from './years.ts';

/** Nobody is surprised: so long between the word and the deed. Milliseconds. */
const NOTICE_MS = 30 * 86_400_000;
/** Works erased in one transaction. */
const BATCH = 20;

/** When the works of a school year go. `kept`: past years that are kept. */
export function goesAt(year: number, kept: number): Date {
	return endOfYear(year + kept);
}

/** The last year that goes at the end of the present one, once June has come; else the one before. */
function lastToTell(now: Date, kept: number): number {
	const year = schoolYear(now);
	return now >= parisInstant(`${year + 1}-06-01T00:00`) ? year - kept : year - kept - 1;
}

/** Each night: who gave work in a year that is to go is told, once. Gives the years told. */
export async function announceFarewells({ database, clock, config }: JobTools): Promise<number[]> {
	const now = clock.now();
	return database.system(async (db) => {
		const { rows } = await sql<{ year: number }>`
			select distinct a.school_year as year from assignments.assignment a where a.state = 'published' and a.school_year <= ${lastToTell(now, config.workYears)}
				and not exists (select from assignments.farewell f where f.school_year = a.school_year) order by 1`.execute(db);
		for (const { year } of rows) {
			await db.insertInto('assignments.farewell').values({ school_year: year, told_at: now }).execute();
			const at = new Date(Math.max(goesAt(year, config.workYears).getTime(), now.getTime() + NOTICE_MS));
			await tellFarewell(db, { year, at }, now, givers(year));
		}
		return rows.map((row) => row.year);
	});
}

/** Those who prepare and mark work of that year, as far as they are of its school still. */
const givers = (year: number) => sql`select distinct e.person_id from assignments.editor e join assignments.assignment a on a.id = e.assignment_id
	join directory.role r on r.person_id = e.person_id and r.school_id = a.school_id and r.profile in ${GIVES}
	where a.state = 'published' and a.school_year = ${year}`;

/** Each night: works whose time has come, and of whom it was said. Gives how many went. What a zip is being made of goes the night after. */
export async function eraseWorks({ database, clock, config, log }: JobTools): Promise<number> {
	const now = clock.now();
	let [all, gone] = [0, 0];
	do {
		gone = await database.system(async (db) => {
			const { rows } = await sql<{ id: string }>`
				select a.id from assignments.assignment a join assignments.farewell f on f.school_year = a.school_year and f.told_at <= ${new Date(now.getTime() - NOTICE_MS)}
				where a.state = 'published' and a.school_year < ${schoolYear(now) - config.workYears}
					and not exists (select from assignments.archive z where z.assignment_id = a.id)
				order by a.id limit ${BATCH} for update of a skip locked`.execute(db);
			if (rows.length > 0)
				await eraseAll(
					db,
					rows.map((row) => row.id),
					now
				);
			return rows.length;
		});
		all += gone;
	} while (gone === BATCH);
	if (all > 0) log.info({ works: all }, 'works of past years erased');
	return all;
}

async function eraseAll(db: Db, works: readonly string[], now: Date): Promise<void> {
	const submissions = await db
		.selectFrom('assignments.submission')
		.select(['id', 'state', 'files', 'photos'])
		.where('assignment_id', 'in', [...works])
		.execute();
	const reviews = await db
		.selectFrom('assignments.review')
		.select('id')
		.where('assignment_id', 'in', [...works])
		.execute();
	const ids = submissions.map((one) => one.id);
	await dropUses(db, MATERIAL, works);
	await dropUses(db, SUBMISSION, ids);
	await dropUses(
		db,
		REVIEW,
		reviews.map((one) => one.id)
	);
	const waiting = submissions.filter((one) => one.state === 'draft' || one.state === 'sending').flatMap((one) => [...one.files, ...one.photos]);
	await releaseFiles(db, waiting, now);
	await sql`with gone as (delete from assignments.receipt where submission_id = any (${ids}::uuid[]) returning number, issued_at, signature, key_id)
		insert into assignments.receipt_past (number, issued_at, signature, key_id) select number, issued_at, signature, key_id from gone`.execute(db);
	// What hangs on a work or a correction alone goes with it.
	for (const table of ['hand_in', 'review', 'submission'] as const)
		await db
			.deleteFrom(`assignments.${table}`)
			.where('assignment_id', 'in', [...works])
			.execute();
	await db
		.deleteFrom('assignments.assignment')
		.where('id', 'in', [...works])
		.execute();
}
