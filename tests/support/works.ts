/** Work that is given and handed in, for tests of what comes after. */
import { lastMoment } from '../../src/server/modules/assignments/years/years.ts';
import type { FileWorld } from './files.ts';
import type { Name } from './world.ts';

type Answer<T> = { ok: true; value: T } | { ok: false; code: string; fields: object };
/** What it gave; a test that was refused fails with the reason. */
export function value<T>(answer: Answer<T>): T {
	if (!answer.ok) throw new Error(`${answer.code} ${JSON.stringify(answer.fields)}`);
	return answer.value;
}

/** Mme Durand's, for 5e B, due in a week. */
export async function giveWork(here: Pick<FileWorld, 'app' | 'world'>, more: object = {}): Promise<string> {
	const now = here.app.engine.clock.now();
	/** Not after the school year. */
	const inDays = (days: number) => new Date(Math.min(now.getTime() + days * 86_400_000, lastMoment(now).getTime())).toISOString();
	const made = value(
		await here.app.call('assignments.create-assignment', here.world.actor('durand'), {
			title: 'Rédaction « Mon île »',
			subject: 'Français',
			groupIds: [here.world.classA],
			expects: ['file', 'text', 'link'],
			dueAt: inDays(7),
			cutoffAt: inDays(8),
			...more
		})
	);
	value(await here.app.call('assignments.publish-assignment', here.world.actor('durand'), { id: made.id }));
	return made.id;
}

export async function handInWork(here: FileWorld, id: string, name: Name, content: object): Promise<string> {
	const draft = value(await here.app.call('assignments.begin-submission', here.world.actor(name), { assignmentId: id }));
	const done = value(await here.app.call('assignments.hand-in', here.world.actor(name), { submissionId: draft.id, ...content }));
	if (done.state !== 'handed-in') throw new Error(done.state);
	return done.submissionId;
}

/** Another pupil of 5e B, and another teacher of it. */
export async function joinClass(here: FileWorld, name: Name, role: 'pupil' | 'teacher'): Promise<void> {
	await here.admin.query('insert into directory.membership (group_id, person_id, school_id, role) values ($1, $2, $3, $4)', [
		here.world.classA,
		here.world.people[name],
		here.world.schoolA,
		role
	]);
}

export async function coTeach(here: FileWorld, id: string, name: Name): Promise<void> {
	await here.admin.query(`insert into assignments.editor (assignment_id, person_id, part, added_at) values ($1, $2, 'co-teacher', now())`, [id, here.world.people[name]]);
}

/** Run the jobs of a kind that wait in the outbox, once each. */
export async function runJobs(here: FileWorld, name: string): Promise<number> {
	const { rows } = await here.admin.query<{ data: Record<string, unknown> }>('delete from core.outbox where job = $1 returning data', [name]);
	const job = here.app.jobs.find((one) => one.name === name);
	for (const row of rows) await job?.run(row.data);
	return rows.length;
}
