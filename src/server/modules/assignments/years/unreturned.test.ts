/** Corrections that are begun when a school year ends: said in time, once, and said afterwards. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useFileWorld } from '../../../../../tests/support/files.ts';
import { coTeach, giveWork, handInWork, joinClass, value } from '../../../../../tests/support/works.ts';
import type { Name } from '../../../../../tests/support/world.ts';

const here = useFileWorld();
const at = (moment: string) => new Date(`${moment}:00+02:00`);
const as = (name: Name) => here.world.actor(name);
const NONE = { over: false, count: 0, works: [] };
const asked = async (name: Name, year?: number) => value(await here.app.call('assignments.mine', as(name), year ? { year } : {})).unreturned ?? NONE;
const morning = () => here.app.jobs.find((job) => job.name === 'assignments.warn-unreturned')?.run({});
const told = async () =>
	(
		await here.admin.query<{ account_id: string; subject: string; link: string }>(
			`select n.account_id, e.subject, e.link from notifications.notice n join notifications.event e on e.id = n.event_id where e.key = 'unreturned:2026'`
		)
	).rows;

let [begun, together, done] = ['', '', ''];
const mark = async (id: string, more: object) => here.app.call('assignments.save-review', as('durand'), { id, pupilId: here.world.people.lea, revision: 0, ...more });

beforeAll(async () => {
	here.setNow(at('2027-06-01T10:00'));
	await joinClass(here, 'tom', 'pupil');
	begun = await giveWork(here, { title: 'Commencé' });
	together = await giveWork(here, { title: 'Prêt', release: 'together' });
	done = await giveWork(here, { title: 'Rendu' });
	for (const id of [begun, together, done]) await handInWork(here, id, 'lea', { body: 'Fait' });
	value(await mark(begun, { body: 'À relire' }));
	value(await mark(together, { body: 'Bien', intent: 'finish' }));
	value(await mark(done, { body: 'Très bien', intent: 'finish' }));
	await coTeach(here, together, 'petit');
});
afterAll(() => {
	here.setNow(null);
});

test('before the middle of June nothing is said; from then on who could give them back is told, each once', async () => {
	here.setNow(at('2027-06-14T07:30'));
	await morning();
	expect([await told(), (await asked('durand')).count]).toEqual([[], 0]);
	here.setNow(at('2027-06-15T07:30'));
	await morning();
	await morning();
	const lines = await told();
	expect(lines.map((one) => one.account_id).toSorted()).toEqual([here.world.people.durand, here.world.people.petit].toSorted());
	expect(lines[0]).toMatchObject({ subject: "Des corrections attendent d'être rendues\u202f: c'est possible jusqu'au 31 juillet 2027", link: '/casier' });
	expect(await asked('durand')).toMatchObject({
		over: false,
		count: 2,
		works: expect.arrayContaining([expect.objectContaining({ id: begun, count: 1, groups: '5e B' })]) as object
	});
	expect(value(await here.app.call('assignments.desk', as('durand'), {})).unreturned).toEqual(await asked('durand'));
	expect((await asked('petit')).works.map((one) => one.id)).toEqual([together]);
	here.setNow(at('2027-07-10T07:30'));
	await morning();
	expect(await told()).toHaveLength(2);
});

test('given back, it is said no more; what was not is said of the year that is over, to who gave it', async () => {
	here.setNow(at('2027-07-20T10:00'));
	value(await here.app.call('assignments.return-all', as('durand'), { id: together }));
	expect((await asked('durand')).works.map((one) => one.id)).toEqual([begun]);
	here.setNow(at('2027-09-10T10:00'));
	expect((await asked('durand')).count).toBe(0);
	expect(await asked('durand', 2026)).toMatchObject({ over: true, count: 1, works: [{ id: begun, title: 'Commencé', count: 1 }] });
	expect((await asked('petit', 2026)).count).toBe(0);
});
