import { afterAll, beforeAll, expect, test } from 'vitest';
import { noise, useFileWorld } from '../../../../../tests/support/files.ts';
import { coTeach, giveWork, handInWork, value } from '../../../../../tests/support/works.ts';
import type { Name } from '../../../../../tests/support/world.ts';
import { receiptOf } from '../handing-in/hand-in.ts';
import { announceFarewells, eraseWorks } from './retention.ts';
import { codeOf } from '../handing-in/receipts.ts';

const here = useFileWorld();
const as = (name: Name) => here.world.actor(name);
const person = (name: Name) => here.world.people[name];
const count = async (table: string) => Number((await here.admin.query<{ count: string }>(`select count(*) from ${table}`)).rows[0]?.count);
const run = (name: string) => here.app.jobs.find((job) => job.name === name)?.run({});

let [old, draft, recent] = ['', '', ''];
let receipt: NonNullable<Awaited<ReturnType<typeof receiptOf>>>;
const files: string[] = [];

/** Work of 2024-2025, handed in with a file and returned with another; one of the year after; a draft. */
beforeAll(async () => {
	here.setNow(new Date('2025-03-10T10:00:00Z'));
	files.push(await here.give('durand', 'sujet.txt', noise(300)), await here.give('lea', 'rendu.txt', noise(200)), await here.give('durand', 'retour.txt', noise(100)));
	old = await giveWork(here, { files: [files[0]] });
	await coTeach(here, old, 'petit');
	const submissionId = await handInWork(here, old, 'lea', { files: [files[1]] });
	value(await here.app.call('assignments.save-review', as('durand'), { id: old, pupilId: person('lea'), revision: 0, body: 'Bien.', files: [files[2]], intent: 'finish' }));
	value(await here.app.call('assignments.answer-feedback', as('lea'), { id: old, body: 'Merci' }));
	draft = value(await here.app.call('assignments.create-assignment', as('durand'), { title: 'Jamais donné', groupIds: [here.world.classA], expects: ['text'] })).id;
	const kept = await here.app.database.system((db) => receiptOf({ db }, submissionId));
	if (!kept) throw new Error('no receipt');
	receipt = kept;
	here.setNow(new Date('2026-03-10T10:00:00Z'));
	recent = await giveWork(here, { title: 'De l’année d’après' });
	await handInWork(here, recent, 'lea', { body: 'Plus récent' });
});
afterAll(() => {
	here.setNow(null);
});

const toldOf = async (year: number) =>
	(
		await here.admin.query<{ account_id: string; subject: string; link: string }>(
			`select n.account_id, e.subject, e.link from notifications.notice n join notifications.event e on e.id = n.event_id where e.key = $1`,
			[`farewell:${year}`]
		)
	).rows;

test('who gave it is told in June, once, with where its archive is', async () => {
	here.setNow(new Date('2026-05-31T10:00:00Z'));
	expect(await announceFarewells(here.tools)).toEqual([]);
	here.setNow(new Date('2026-06-01T10:00:00Z'));
	expect(await announceFarewells(here.tools)).toEqual([2024]);
	expect(await announceFarewells(here.tools)).toEqual([]);
	const told = await toldOf(2024);
	expect(told.map((row) => row.account_id).toSorted()).toEqual([person('durand'), person('petit')].toSorted());
	expect(told[0]).toMatchObject({ link: '/casier?annee=2024', subject: expect.stringContaining('1 août 2026') as string });
	const past = value(await here.app.call('assignments.mine', as('durand'), { year: 2024 }));
	expect(past.goes).toEqual(new Date('2026-07-31T22:00:00Z'));
	// The class of that year in one file, while there is time.
	expect((await here.app.call('assignments.ask-archive', as('durand'), { kind: 'class', groupId: here.world.classA, year: 2024 })).ok).toBe(true);
});

test('until its day nothing goes; then the work, what was handed in, what came back and their files', async () => {
	here.setNow(new Date('2026-07-31T21:00:00Z'));
	expect(await eraseWorks(here.tools)).toBe(0);
	here.setNow(new Date('2026-08-01T02:00:00Z'));
	await run('assignments.retention');
	expect((await here.admin.query('select id from assignments.assignment order by id')).rows.map((row: { id: string }) => row.id)).toEqual([draft, recent].toSorted());
	for (const table of ['submission', 'hand_in', 'receipt']) expect(await count(`assignments.${table}`), table).toBe(1);
	for (const table of ['review', 'answer']) expect(await count(`assignments.${table}`), table).toBe(0);
	// What was handed in belongs to nothing by now, and its owner is not told that it is used.
	const mine = value(await here.app.call('files.list-mine', as('lea'), {})).files.filter((file) => files.includes(file.id));
	expect(mine.map((file) => file.goesSoon)).not.toContain(false);
	expect(mine).not.toEqual([]);
	await run('files.sweep');
	expect(Number((await here.admin.query<{ count: string }>('select count(*) from files.file where id = any ($1)', [files])).rows[0]?.count)).toBe(0);
	for (const name of ['lea', 'durand'] as const) expect((await here.app.call('files.open', as(name), { id: files[1] ?? '' })).ok).toBe(false);
});

test('a receipt that was kept is still checked whole; by its number one learns that it was issued, and no name', async () => {
	const whole = value(await here.app.call('assignments.verify-receipt', as('sophie'), { by: 'statement', statement: receipt.statement, signature: receipt.signature }));
	expect(whole).toMatchObject({ genuine: true });
	const altered = receipt.statement.replace('Léa', 'Tom');
	expect(value(await here.app.call('assignments.verify-receipt', as('sophie'), { by: 'statement', statement: altered, signature: receipt.signature })).genuine).toBe(false);
	const byNumber = { by: 'number' as const, number: receipt.number, code: codeOf(receipt.signature) };
	expect(value(await here.app.call('assignments.verify-receipt', as('sophie'), byNumber))).toEqual({
		genuine: true,
		keyId: receipt.keyId,
		state: 'erased',
		lines: [
			{ name: 'numéro', value: receipt.number },
			{ name: 'déposé', value: '2025-03-10T10:00:00.000Z' }
		]
	});
	expect(value(await here.app.call('assignments.verify-receipt', as('sophie'), { ...byNumber, code: 'xxxxxxxxxxxx' })).genuine).toBe(false);
	const left = JSON.stringify((await here.admin.query('select * from assignments.receipt_past')).rows);
	expect(left).not.toMatch(/Léa|Martin|rendu/);
});

test('what nobody was told of waits for thirty days after the word', async () => {
	here.setNow(new Date('2027-09-10T02:00:00Z'));
	expect(await eraseWorks(here.tools)).toBe(0);
	expect(await announceFarewells(here.tools)).toEqual([2025]);
	expect((await toldOf(2025))[0]?.subject).toContain('10 octobre 2027');
	here.setNow(new Date('2027-10-09T02:00:00Z'));
	expect(await eraseWorks(here.tools)).toBe(0);
	here.setNow(new Date('2027-10-10T02:00:00Z'));
	expect(await eraseWorks(here.tools)).toBe(1);
	expect((await here.admin.query('select id from assignments.assignment')).rows.map((row: { id: string }) => row.id)).toEqual([draft]);
});
