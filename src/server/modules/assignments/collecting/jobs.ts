/** What teachers set going: zips, and telling pupils and families that there is more time or that work is back. */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';
import type { Job, JobTools } from '#platform/jobs';
import { forgetArchives, makeArchive } from './archive-job.ts';
import { ARCHIVE } from './archive-of.ts';
import { nameOf, teacherName } from '../names.ts';
import { EXTENDED, peopleOf, RETURNED, tellExtended, tellReturned } from '../notices.ts';

export function collectingJobs(tools: JobTools): Job[] {
	return [
		{ name: ARCHIVE, heartbeatSeconds: 60, run: (data) => makeArchive(tools, String(data.archiveId)) },
		{ name: 'assignments.forget-archives', cron: '47 * * * *', run: () => forgetArchives(tools) },
		{ name: EXTENDED, run: (data) => tellMoreTime(tools, data) },
		{ name: RETURNED, run: (data) => tellBack(tools, data.reviewIds as string[]) }
	];
}

async function workOf(db: Db, id: string) {
	return db
		.selectFrom('assignments.assignment as a')
		.leftJoin('directory.person as p', 'p.id', 'a.owner_id')
		.select(['a.id', 'a.title', 'a.school_id as schoolId', teacherName.as('teacher')])
		.where('a.id', '=', id)
		.executeTakeFirst();
}

async function tellMoreTime(tools: JobTools, data: Record<string, unknown>): Promise<void> {
	await tools.database.system(async (db) => {
		const work = await workOf(db, String(data.assignmentId));
		if (!work) return;
		const pupils = data.pupilIds as string[] | null;
		const people = pupils === null ? peopleOf(work.id) : [...pupils, ...(await guardiansOf(db, pupils))];
		const key = pupils === null ? String(data.key) : `${String(data.key)}:${pupils.toSorted().join()}`;
		await tellExtended(db, work, key, tools.clock.now(), people);
	});
}

async function guardiansOf(db: Db, pupils: readonly string[]): Promise<string[]> {
	const { rows } = await sql<{ id: string }>`
		select distinct guardian_id as id from directory.guardianship where legal > 0 and pupil_id = any (${[...pupils]}::uuid[])`.execute(db);
	return rows.map((row) => row.id);
}

/** Only what is returned still. */
async function tellBack(tools: JobTools, ids: readonly string[]): Promise<void> {
	await tools.database.system(async (db) => {
		const rows = await db
			.selectFrom('assignments.review')
			.select(['id', 'assignment_id', 'pupil_id', 'reviewer_id', 'returned_at'])
			.where('id', 'in', [...ids])
			.where('state', '=', 'returned')
			.execute();
		for (const row of rows) {
			const work = await workOf(db, row.assignment_id);
			if (!work || !row.returned_at) continue;
			const teacher = row.reviewer_id ? await nameOf(db, row.reviewer_id) : work.teacher;
			await tellReturned(db, { ...work, teacher }, { id: row.id, pupilId: row.pupil_id, returnedAt: row.returned_at, guardianIds: await guardiansOf(db, [row.pupil_id]) });
		}
	});
}
