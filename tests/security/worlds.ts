/** The seeded world as the authorisation matrix sees it, at three distances from school A's people. */
import { Readable } from 'node:stream';
import type { Person, Visitor } from '#kernel/actor';
import type { TrialWorld } from '#kernel/definition';
import { finish } from '#modules/files';
import { lastMoment } from '../../src/server/modules/assignments/years/years.ts';
import type { TestApp } from '../support/database.ts';
import type { World } from '../support/world.ts';

export const DISTANCES = ['own', 'other-class', 'other-school'] as const;
export type Distance = (typeof DISTANCES)[number];

/** Who acts: one person of each profile, all of school A (or of no school), and a visitor. */
export const ACTORS = {
	visitor: null,
	pupil: 'lea',
	guardian: 'sophie',
	teacher: 'durand',
	staff: 'staffA',
	principal: 'principalA',
	department: 'department',
	academy: 'academy',
	operator: 'operator'
} as const;
export type ActorName = keyof typeof ACTORS;

export function actorOf(world: World, name: ActorName): Person | Visitor {
	const person = ACTORS[name];
	return person === null ? { kind: 'visitor', locale: 'fr' } : world.actor(person);
}

/** Something to act upon at each distance: messages written and news published through the app itself. */
export async function trialWorlds(test: TestApp, world: World): Promise<(distance: Distance, actor: ActorName) => TrialWorld> {
	const nothing = '01900000-0000-7000-8000-000000000000';
	const places = {
		own: { school: world.schoolA, class: world.classA, pupil: 'lea', guardian: 'sophie', teacher: 'durand', principal: 'principalA' },
		'other-class': { school: world.schoolA, class: world.otherClassA, pupil: 'tom', guardian: 'marc', teacher: 'petit', principal: 'principalA' },
		'other-school': { school: world.schoolB, class: world.classB, pupil: 'zoe', guardian: 'nadia', teacher: 'blanc', principal: 'principalB' }
	} as const;
	const made = {} as Record<Distance, { threadId: string; messageId: string; newsId: string; groupId: string; fileId: string } & Work>;
	for (const distance of DISTANCES) {
		const place = places[distance];
		const sent = await send(test, world, place.teacher, [`person:${world.people[place.pupil]}`, `person:${world.people[place.guardian]}`]);
		const group = await test.admin.query<{ id: string }>(
			`insert into directory.groups (school_id, kind, code, label, owner_id) values ($1, 'manual', $2, 'Atelier', $3) returning id`,
			[place.school, `atelier-${distance}`, world.people[place.teacher]]
		);
		const groupId = group.rows[0]?.id ?? nothing;
		await test.admin.query(`insert into directory.membership (group_id, person_id, school_id, role) values ($1, $2, $3, 'member')`, [
			groupId,
			world.people[place.pupil],
			place.school
		]);
		made[distance] = {
			...sent,
			...(await give(test, world, place.teacher, place.class, place.pupil)),
			newsId: await publish(test, world, place.principal, place.school),
			groupId,
			fileId: await aFile(test, world, place.teacher)
		};
	}
	return (distance, actor) => {
		const place = places[distance];
		const self = ACTORS[actor];
		return {
			schoolId: place.school,
			classId: place.class,
			pupilId: world.people[place.pupil],
			guardianId: world.people[place.guardian],
			teacherId: world.people[place.teacher],
			principalId: world.people[place.principal],
			...made[distance],
			nothing,
			afterDue: lastMoment(new Date()).toISOString(),
			selfId: self === null ? nothing : world.people[self]
		};
	};
}

async function send(test: TestApp, world: World, from: 'durand' | 'petit' | 'blanc', to: string[]): Promise<{ threadId: string; messageId: string }> {
	const sent = await test.app.call('messaging.send', world.actor(from), { to, subject: 'Essai', body: 'Bonjour', key: world.people[from] });
	if (!sent.ok) throw new Error(`the matrix needs a message: ${sent.code} ${JSON.stringify(sent.fields)}`);
	return { threadId: sent.value.threadId, messageId: sent.value.messageId };
}

async function publish(test: TestApp, world: World, by: 'principalA' | 'principalB', school: string): Promise<string> {
	const made = await test.app.call('publications.create-news', world.actor(by), { title: 'Essai', body: 'Bonjour', schoolId: school });
	if (!made.ok) throw new Error(`the matrix needs news: ${made.code} ${JSON.stringify(made.fields)}`);
	return made.value.id;
}

interface Work {
	assignmentId: string;
	submissionId: string;
	handedInId: string;
	handedInWorkId: string;
	handedInFileId: string;
	returnedWorkId: string;
	archiveId: string;
}

/** Work given to the class and what its pupil prepares; another, which he handed in; a third, which came back corrected. */
async function give(test: TestApp, world: World, by: 'durand' | 'petit' | 'blanc', classId: string, pupil: 'lea' | 'tom' | 'zoe'): Promise<Work> {
	const [underway, done] = [await begun(test, world, by, classId, pupil), await begun(test, world, by, classId, pupil)];
	const handedInFileId = await aFile(test, world, pupil);
	const handedIn = await test.app.call('assignments.hand-in', world.actor(pupil), { submissionId: done.submissionId, body: 'Ma réponse', files: [handedInFileId] });
	if (!handedIn.ok) throw new Error(`the matrix needs something handed in: ${handedIn.code}`);
	const back = await begun(test, world, by, classId, pupil);
	const third = await test.app.call('assignments.hand-in', world.actor(pupil), { submissionId: back.submissionId, body: 'Ma rédaction' });
	const returned = await test.app.call('assignments.save-review', world.actor(by), {
		id: back.assignmentId,
		pupilId: world.people[pupil],
		revision: 0,
		body: 'Bien',
		intent: 'finish'
	});
	if (!third.ok || !returned.ok) throw new Error('the matrix needs a correction that came back');
	const asked = await test.app.call('assignments.ask-archive', world.actor(by), { kind: 'work', id: back.assignmentId });
	if (!asked.ok) throw new Error(`the matrix needs a zip: ${asked.code}`);
	const { archiveId } = asked.value;
	await test.admin.query(`update assignments.archive set state = 'ready', bytes = 0 where id = $1`, [archiveId]);
	return { ...underway, handedInId: done.submissionId, handedInWorkId: done.assignmentId, handedInFileId, returnedWorkId: back.assignmentId, archiveId };
}

async function begun(
	test: TestApp,
	world: World,
	by: 'durand' | 'petit' | 'blanc',
	classId: string,
	pupil: 'lea' | 'tom' | 'zoe'
): Promise<{ assignmentId: string; submissionId: string }> {
	const dueAt = new Date(lastMoment(new Date()).getTime() - 60_000).toISOString();
	const made = await test.app.call('assignments.create-assignment', world.actor(by), { title: 'Essai', groupIds: [classId], expects: ['text', 'file'], dueAt });
	if (!made.ok) throw new Error(`the matrix needs work: ${made.code} ${JSON.stringify(made.fields)}`);
	const published = await test.app.call('assignments.publish-assignment', world.actor(by), { id: made.value.id });
	if (!published.ok) throw new Error(`the matrix needs work: ${published.code}`);
	const draft = await test.app.call('assignments.begin-submission', world.actor(pupil), { assignmentId: made.value.id });
	if (!draft.ok) throw new Error(`the matrix needs a hand-in: ${draft.code}`);
	return { assignmentId: made.value.id, submissionId: draft.value.id };
}

/** A finished file, as the upload service leaves it. */
async function aFile(test: TestApp, world: World, of: 'durand' | 'petit' | 'blanc' | 'lea' | 'tom' | 'zoe'): Promise<string> {
	const begun = await test.app.call('files.begin-upload', world.actor(of), { name: 'devoir.txt', size: 1, purpose: 'message' });
	if (!begun.ok) throw new Error(`the matrix needs a file: ${begun.code}`);
	const { app } = test;
	await app.ports.files.spool.create(begun.value.id);
	// Nobody hands in an empty file.
	await app.ports.files.spool.append({ id: begun.value.id, from: 0, source: Readable.from([Buffer.from('x')]), durable: () => Promise.resolve() });
	await test.admin.query('update files.file set received = 1 where id = $1', [begun.value.id]);
	await finish({ database: app.database, ports: app.ports, clock: app.engine.clock, log: app.log }, begun.value.id);
	return begun.value.id;
}
