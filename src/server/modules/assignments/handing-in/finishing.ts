/** What was handed in before its last byte: finished by itself, as the pupil who pressed the button. */
import { sql } from 'kysely';
import { isRefusal } from '#kernel/errors';
import { run } from '#kernel/run';
import { personById } from '#modules/identity';
import type { JobTools } from '#platform/jobs';
import { bindPhotos, Unreadable } from './bind-photos.ts';
import { finishHandIn } from '../commands/hand-in.ts';
import { tellStopped } from '../notices.ts';

/** So many are looked up at a time. */
const ROUND = 200;

/** The last byte has come, and nobody asked again: the page was closed, the process died. Gives how many were handed in. */
export async function finishHandIns(tools: JobTools): Promise<number> {
	const tried: string[] = [];
	let done = 0;
	for (;;) {
		const { rows } = await tools.database.system((db) =>
			// Some of its files are still on their way: not looked at again before they are there.
			sql<{ id: string }>`
				select id from assignments.submission s where state = 'sending' and s.id <> all (${tried}::uuid[])
					and not exists (select from files.file f where f.state = 'uploading' and f.id = any (s.files || s.photos))
				order by begun_at limit ${ROUND}`.execute(db)
		);
		if (rows.length === 0) return done;
		for (const one of rows) {
			tried.push(one.id);
			try {
				if (await finishOne(tools, one.id)) done += 1;
			} catch (error) {
				// One that cannot be finished now keeps none of the others waiting.
				tools.log.error({ err: error, submission: one.id }, 'cannot finish a hand-in');
			}
		}
	}
}

/** Its photos become a document, and it is handed in. False when it is not there yet, or is a draft again. */
export async function finishOne(tools: JobTools, id: string): Promise<boolean> {
	try {
		await bindPhotos(tools, id);
	} catch (error) {
		if (!(error instanceof Unreadable)) throw error;
		await stop(tools, id, 'photo-unreadable');
		return false;
	}
	const row = await tools.database.system((db) => db.selectFrom('assignments.submission').select('pupil_id').where('id', '=', id).executeTakeFirst());
	// He proved who he is when he pressed the button.
	const actor = row ? await tools.database.system((db) => personById(db, row.pupil_id, { sessionId: id, secondFactorAt: null })) : null;
	if (!actor) return false;
	const result = await run(tools.engine, finishHandIn as never, actor, { submissionId: id });
	if (!isRefusal(result)) return (result as { state: string }).state === 'handed-in';
	await stop(tools, id, result.code);
	return false;
}

/** It cannot be handed in as it is: the pupil finds it as a draft, with what is there and why, and is told. */
async function stop(tools: JobTools, id: string, code: string): Promise<void> {
	await tools.database.system(async (db) => {
		const { rows } = await sql<{ assignmentId: string; pupilId: string; title: string; schoolId: string; revision: number }>`
			update assignments.submission s set state = 'draft', begun_at = null, stopped_code = ${code}
			from assignments.assignment a where s.id = ${id} and s.state = 'sending' and a.id = s.assignment_id
			returning a.id as "assignmentId", s.pupil_id as "pupilId", a.title, a.school_id as "schoolId", s.revision`.execute(db);
		const [row] = rows;
		if (row) await tellStopped(db, { ...row, id: row.assignmentId }, `${id}:${row.revision}`, row.pupilId, tools.clock.now());
	});
}

/** Bytes that have not come for a day, as the upload itself is forgotten: a line that brings some every evening is waited for. */
export async function forgetSendings(tools: JobTools): Promise<void> {
	const now = tools.clock.now();
	const { rows } = await tools.database.system((db) =>
		sql<{ id: string }>`
			select id from assignments.submission s where state = 'sending' and exists (
				select from files.file f where f.state = 'uploading' and f.received < f.size and f.expires_at < ${now} and f.id = any (s.files || s.photos))
			order by begun_at limit ${ROUND}`.execute(db)
	);
	for (const one of rows) await stop(tools, one.id, 'upload-forgotten');
}
