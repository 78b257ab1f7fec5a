/** What goes on by itself: telling pupils when work opens, handing in what was begun in time. */
import { isRefusal } from '#kernel/errors';
import { run } from '#kernel/run';
import { personById } from '#modules/identity';
import type { Job, JobTools } from '#platform/jobs';
import { collectingJobs } from './collecting-jobs.ts';
import { finishHandIn } from './commands/hand-in.ts';
import { ANNOUNCE, tellGiven } from './notices.ts';

/** At most so many a round; the next follows within a minute. */
const ROUND = 200;
/** An upload left alone is forgotten after a day (see files): what waited for it is a draft again. Milliseconds. */
const FORGOTTEN_MS = 25 * 60 * 60 * 1000;

export function jobs(tools: JobTools): Job[] {
	return [
		{ name: ANNOUNCE, run: (data) => announceGiven(tools, String(data.assignmentId)) },
		{ name: 'assignments.finish-hand-ins', cron: '* * * * *', run: async () => void (await finishHandIns(tools)) },
		{ name: 'assignments.forget-sendings', cron: '11 * * * *', run: () => forgetSendings(tools) },
		...collectingJobs(tools)
	];
}

/** It may have been moved, taken back or announced before: only what is open now is told, once. */
async function announceGiven(tools: JobTools, id: string): Promise<void> {
	const now = tools.clock.now();
	await tools.database.system(async (db) => {
		const work = await db
			.selectFrom('assignments.assignment as a')
			.leftJoin('directory.person as p', 'p.id', 'a.owner_id')
			.select(['a.id', 'a.kind', 'a.title', 'a.school_id as schoolId', 'p.title as civil', 'p.family_name as family'])
			.where('a.id', '=', id)
			.where('a.state', '=', 'published')
			.where('a.opens_at', '<=', now)
			.executeTakeFirst();
		if (work) await tellGiven(db, { ...work, teacher: [work.civil, work.family].filter(Boolean).join(' ') }, now);
	});
}

/** The last byte has come, and nobody asked again: the page was closed, the process died. Gives how many were handed in. */
export async function finishHandIns(tools: JobTools): Promise<number> {
	const waiting = await tools.database.system((db) =>
		db
			.selectFrom('assignments.submission')
			.select(['id', 'pupil_id'])
			.where('state', '=', 'sending')
			// Some of its files are still on their way: not looked at again before they are there.
			.where(({ not, exists, selectFrom, ref }) =>
				not(
					exists(
						selectFrom('files.file as f')
							.select('f.id')
							.where('f.state', '=', 'uploading')
							.where((where) => where('f.id', '=', where.fn.any(ref('assignments.submission.files'))))
					)
				)
			)
			.orderBy('begun_at')
			.limit(ROUND)
			.execute()
	);
	let done = 0;
	for (const one of waiting) {
		// He proved who he is when he pressed the button.
		const actor = await tools.database.system((db) => personById(db, one.pupil_id, { sessionId: one.id, secondFactorAt: null }));
		if (!actor) continue;
		const result = await run(tools.engine, finishHandIn as never, actor, { submissionId: one.id });
		if (!isRefusal(result)) done += 1;
		else await backToDraft(tools, one.id);
	}
	return done;
}

/** It cannot be handed in as it is (a file was refused or is gone): the pupil finds it as a draft, with what is there. */
async function backToDraft(tools: JobTools, id: string): Promise<void> {
	await tools.database.system((db) =>
		db.updateTable('assignments.submission').set({ state: 'draft', begun_at: null }).where('id', '=', id).where('state', '=', 'sending').execute()
	);
}

async function forgetSendings(tools: JobTools): Promise<void> {
	const before = new Date(tools.clock.now().getTime() - FORGOTTEN_MS);
	const old = await tools.database.system((db) =>
		db.selectFrom('assignments.submission').select('id').where('state', '=', 'sending').where('begun_at', '<', before).limit(ROUND).execute()
	);
	for (const one of old) await backToDraft(tools, one.id);
}
