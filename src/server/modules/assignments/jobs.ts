/** What goes on by itself: telling pupils when work opens or is due, handing in what was begun in time. */
import type { Job, JobTools } from '#platform/jobs';
import { collectingJobs } from './collecting/jobs.ts';
import { BIND } from './handing-in/bind-photos.ts';
import { finishHandIns, finishOne, forgetSendings } from './handing-in/finishing.ts';
import { teacherName } from './names.ts';
import { tellGiven } from './giving/newcomers.ts';
import { ANNOUNCE } from './notices.ts';
import { peopleJobs } from './people-jobs.ts';
import { remindBeforeDue } from './handing-in/reminders.ts';

export function jobs(tools: JobTools): Job[] {
	return [
		{ name: ANNOUNCE, run: (data) => announceGiven(tools, String(data.assignmentId)) },
		{ name: BIND, run: async (data) => void (await finishOne(tools, String(data.submissionId))) },
		{ name: 'assignments.finish-hand-ins', cron: '* * * * *', run: async () => void (await finishHandIns(tools)) },
		// As often: the uploads themselves are forgotten at their hour, and then nobody knows why.
		{ name: 'assignments.forget-sendings', cron: '* * * * *', run: () => forgetSendings(tools) },
		// Before the quiet hours begin.
		{ name: 'assignments.remind-before-due', cron: '0 18 * * *', run: async () => void (await remindBeforeDue(tools)) },
		...peopleJobs(tools),
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
			.select(['a.id', 'a.kind', 'a.title', 'a.school_id as schoolId', teacherName.as('teacher')])
			.where('a.id', '=', id)
			.where('a.state', '=', 'published')
			.where('a.opens_at', '<=', now)
			.executeTakeFirst();
		if (work) await tellGiven(db, work, now);
	});
}
