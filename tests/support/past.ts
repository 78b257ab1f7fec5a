/**
 * What the demo has none of, for its journeys: work of years that are over, what was erased since, and a teacher who has
 * left. Done by the commands of the house, as its people, in an app on the demo's database whose clock stands at that day:
 * years, receipts and erasing are what they would be.
 */
import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Person } from '#kernel/actor';
import { uuidv7 } from '#kernel/ids';
import type { App, Name, Output } from '#app';
import { personById } from '#modules/identity';
import { loadConfig } from '#platform/config';
import { addresses } from '#platform/installation';
import { composeApp } from '../../src/processes/compose.ts';
import { schoolYear } from '../../src/server/modules/assignments/years/years.ts';
import { asOwner } from './demo-admin.ts';
import { DEMO_DATA } from './demo-data.ts';
import { pdf, sendFile } from './documents.ts';
import { meanwhile } from './casier.ts';
import { unique } from './journey.ts';

// What the night says of itself is nobody's to read here.
process.env.PREAU_LOG ??= 'warn';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

/** The school year so many before the one that runs: 2025 is 2025-2026. */
export const yearBefore = (before = 1): number => schoolYear(new Date()) - before;

/** A Tuesday or so in March of that year. */
const inMarch = (year: number): Date => new Date(`${year + 1}-03-10T10:00:00Z`);

interface Past {
	app: App;
	/** As this person, at that moment. */
	as<N extends Name>(who: string | Person, name: N, input: object): Promise<Output<N>>;
	/** What the night does by the clock. */
	night(...jobs: string[]): Promise<void>;
}

/** The house as it was at a moment, on the demo's own database. */
export async function at<T>(moment: Date, work: (past: Past) => Promise<T>): Promise<T> {
	const config = loadConfig({ PREAU_DATA: DEMO_DATA, PREAU_ORIGIN: `http://localhost:${process.env.PREAU_TEST_PORT ?? 3999}` });
	const clock = { now: () => moment, random: (bytes: number) => randomBytes(bytes) };
	const app = composeApp(config, addresses(config), { process: 'test', connections: 2, clock });
	const past: Past = {
		app,
		async as(who, name, input) {
			const actor = typeof who === 'string' ? await persona(app, who) : who;
			const done = await app.call(name, actor, input);
			if (!done.ok) throw new Error(`${name}: ${done.code} ${JSON.stringify(done.fields)}`);
			return done.value;
		},
		async night(...jobs) {
			for (const name of jobs) await app.jobs.find((job) => job.name === name)?.run({});
		}
	};
	try {
		return await work(past);
	} finally {
		await app.close();
	}
}

async function persona(app: App, login: string): Promise<Person> {
	const person = await app.database.system(async (db) => {
		const { id } = await db.selectFrom('directory.person').select('id').where('login', '=', login).executeTakeFirstOrThrow();
		return personById(db, id, { sessionId: id, secondFactorAt: new Date() });
	});
	if (!person) throw new Error(`nobody is ${login}`);
	return person;
}

/** Léa's class and her school. */
export async function classOfLea(): Promise<{ classId: string; schoolId: string; pupilId: string }> {
	return asOwner(async (admin) => {
		const { rows } = await admin.query<{ classId: string; schoolId: string; pupilId: string }>(
			`select m.group_id as "classId", m.school_id as "schoolId", m.person_id as "pupilId" from directory.membership m
			join directory.person p on p.id = m.person_id join directory.groups g on g.id = m.group_id and g.kind = 'class' where p.login = 'lea.martin'`
		);
		if (!rows[0]) throw new Error('Léa has no class');
		return rows[0];
	});
}

async function give(past: Past, who: string | Person, moment: Date, more: object): Promise<string> {
	const { classId } = await classOfLea();
	const made = await past.as(who, 'assignments.create-assignment', {
		subject: 'Mathématiques',
		body: 'Faites les exercices 12 à 15 de la page 87.',
		groupIds: [classId],
		expects: ['file', 'text'],
		minutes: 30,
		dueAt: new Date(moment.getTime() + 7 * DAY_MS).toISOString(),
		grace: 2,
		...more
	});
	await past.as(who, 'assignments.publish-assignment', { id: made.id });
	return made.id;
}

async function handIn(past: Past, login: string, assignmentId: string, content: object) {
	const draft = await past.as(login, 'assignments.begin-submission', { assignmentId });
	const done = await past.as(login, 'assignments.hand-in', { submissionId: draft.id, ...content });
	if (done.state !== 'handed-in') throw new Error(done.state);
	return done;
}

export interface PastWork {
	id: string;
	title: string;
	year: number;
	submissionId: string;
	pupilId: string;
	receipt: { number: string; code: string; statement: string; signature: string };
}

/**
 * Mme Durand's, of a year that is over: handed in by Léa with a file, corrected, answered; a second work of that year that
 * nobody handed in stands beside it. The page is left as whose it was.
 */
export async function workOfYear(page: Page, before = 1, title = unique('Périmètres et aires')): Promise<PastWork> {
	const year = yearBefore(before);
	const { pupilId } = await classOfLea();
	const file = await meanwhile(page, 'lea.martin', async () => sendFile(page, 'work', 'exercices.pdf', await pdf(1)));
	const made = await at(inMarch(year), async (past) => {
		const id = await give(past, 'helene.durand', inMarch(year), { title, marking: 'points', mostPoints: 20 });
		await give(past, 'helene.durand', inMarch(year), { title: unique('Jamais rendu') });
		const done = await handIn(past, 'lea.martin', id, { body: 'Voici mes réponses.', files: [file] });
		const review = { body: 'Très bon raisonnement.', nextStep: 'Écris l’unité à chaque résultat.', points: '17,5' };
		await past.as('helene.durand', 'assignments.save-review', { id, pupilId, revision: 0, ...review, intent: 'finish' });
		await past.as('lea.martin', 'assignments.answer-feedback', { id, body: 'Merci Madame, je fais attention.' });
		return { id, submissionId: done.submissionId, receipt: await past.as('lea.martin', 'assignments.receipt', { submissionId: done.submissionId }) };
	});
	// The night of 1 August.
	await at(new Date(), (past) => past.night('assignments.end-year'));
	const { number, code, statement, signature } = made.receipt;
	return { ...made, title, year, pupilId, receipt: { number, code, statement, signature } };
}

/** The same, of a year that is not kept any more: told a month ago, erased now. What is left is who kept its receipt. */
export async function erasedWork(page: Page): Promise<PastWork> {
	const work = await workOfYear(page, 2);
	await at(daysAgo(31), (past) => past.night('assignments.retention'));
	await at(new Date(), (past) => past.night('assignments.retention'));
	return work;
}

export interface Left {
	id: string;
	name: string;
	works: { id: string; title: string }[];
}

/** A teacher of Léa's class who gave work, one of it with a colleague, was handed in to, and is not of the school any more. */
export async function teacherWhoLeft(colleague = 'karim.benali', name = `Roux${randomBytes(3).toString('hex')}`): Promise<Left> {
	const { classId, schoolId } = await classOfLea();
	const id = uuidv7(new Date(), (bytes) => randomBytes(bytes));
	await asOwner(async (admin) => {
		await admin.query(`insert into directory.person (id, kind, login, title, given_name, family_name) values ($1, 'adult', $2, 'M.', 'Antoine', $3)`, [
			id,
			`antoine.${name.toLowerCase()}`,
			name
		]);
		await admin.query(`insert into directory.role (person_id, school_id, profile) values ($1, $2, 'teacher')`, [id, schoolId]);
		await admin.query(`insert into directory.membership (group_id, person_id, school_id, role) values ($1, $2, $3, 'teacher')`, [classId, id, schoolId]);
	});
	const roles = [{ profile: 'teacher' as const, schoolId, delegate: false }];
	const who: Person = { kind: 'person', id, sessionId: id, roles, profile: 'teacher', locale: 'fr', pending: null, secondFactorAt: null };
	const works = [unique('Mesurer une aire'), unique('Exposé à deux')].map((title) => ({ id: '', title }));
	await at(daysAgo(20), async (past) => {
		for (const work of works) work.id = await give(past, who, daysAgo(20), { title: work.title, subject: 'SVT' });
		await handIn(past, 'lea.martin', works[0]?.id ?? '', { body: 'Ma mesure.' });
		await past.as(who, 'assignments.add-editor', { id: works[1]?.id, personId: (await persona(past.app, colleague)).id });
	});
	await asOwner(async (admin) => {
		await admin.query('delete from directory.membership where person_id = $1', [id]);
		await admin.query('delete from directory.role where person_id = $1', [id]);
	});
	await at(new Date(), (past) => past.night('assignments.end-year'));
	return { id, name: `M. ${name}`, works };
}
