import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '#app';
import { noise, sha256, useFileWorld } from '../../../../../tests/support/files.ts';
import type { Name } from '../../../../../tests/support/world.ts';
import { bindPhotos } from './bind-photos.ts';
import { finishHandIns, finishOne, forgetSendings } from './finishing.ts';
import { remindBeforeDue } from './reminders.ts';

const here = useFileWorld();
const at = (time: string, day = '2026-11-25') => new Date(`${day}T${time}Z`);
beforeAll(() => {
	here.setNow(at('12:00:00'));
});
afterAll(() => {
	here.setNow(null);
});

const as = (name: Name) => here.world.actor(name);
async function value<T>(answer: Promise<Result<T>>): Promise<T> {
	const given = await answer;
	if (!given.ok) throw new Error(`${given.code} ${JSON.stringify(given.fields)}`);
	return given.value;
}
async function give(more: object = {}): Promise<string> {
	here.setNow(at('12:00:00'));
	const work = { title: 'Croquis de la cellule', subject: 'SVT', groupIds: [here.world.classA], expects: ['photo', 'text'], dueAt: at('17:00:00').toISOString(), ...more };
	const { id } = await value(here.app.call('assignments.create-assignment', as('durand'), work));
	await value(here.app.call('assignments.publish-assignment', as('durand'), { id }));
	return id;
}
const begin = (id: string) => value(here.app.call('assignments.begin-submission', as('lea'), { assignmentId: id }));
const handIn = (submissionId: string, more: object = {}) => value(here.app.call('assignments.hand-in', as('lea'), { submissionId, ...more }));
const prepared = (submissionId: string) => value(here.app.call('assignments.prepared', as('lea'), { submissionId }));
const photo = (width: number, height: number, colour: string) =>
	sharp({ create: { width, height, channels: 3, background: colour } })
		.withExif({ IFD0: { Copyright: 'à la maison, 12 rue des Lilas' } })
		.jpeg()
		.toBuffer();

describe('photos of pages', () => {
	test('become one document in their order, each upright on its page, without what the camera wrote; the photos go', async () => {
		const id = await give();
		const draft = await begin(id);
		const [first, second] = [await here.give('lea', 'un.jpg', await photo(400, 600, '#ff0000')), await here.give('lea', 'deux.jpg', await photo(900, 500, '#00ff00'))];
		expect(await handIn(draft.id, { photos: [second, first] })).toMatchObject({ state: 'sending', missing: 0 });
		expect(await finishOne(here.tools, draft.id)).toBe(true);
		const receipt = await value(here.app.call('assignments.receipt', as('sophie'), { submissionId: draft.id }));
		expect(receipt.files).toMatchObject([{ name: 'croquis-de-la-cellule.pdf' }]);
		expect(receipt.bound).toEqual({ fileId: receipt.files[0]?.id, pages: 2 });
		const bytes = Buffer.from(await (await here.get('durand', `/fichiers/${receipt.bound?.fileId ?? ''}/croquis.pdf`)).arrayBuffer());
		expect(sha256(bytes)).toBe(receipt.files[0]?.sha256);
		const text = bytes.toString('latin1');
		expect(text.startsWith('%PDF-')).toBe(true);
		expect(text).not.toContain('rue des Lilas');
		// The lying page first, as the pupil put them.
		expect([...text.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, width, height]) => Number(width) > Number(height))).toEqual([true, false]);
		const { rows } = await here.admin.query('select let_go_at is not null as gone from files.file where id = any ($1)', [[first, second]]);
		expect(rows).toEqual([{ gone: true }, { gone: true }]);
	});

	test('two workers at once make one document, and one receipt', async () => {
		const draft = await begin(await give());
		const page = await here.give('lea', 'page.jpg', await photo(300, 400, '#0000ff'));
		await handIn(draft.id, { photos: [page] });
		await Promise.all([bindPhotos(here.tools, draft.id), bindPhotos(here.tools, draft.id)]);
		expect((await prepared(draft.id)).files).toHaveLength(1);
		expect(await finishHandIns(here.tools)).toBe(1);
		expect(await finishHandIns(here.tools)).toBe(0);
	});

	test('one that cannot be read is told: a draft again, with why, and a notice', async () => {
		const draft = await begin(await give());
		const broken = Buffer.concat([(await photo(300, 400, '#0000ff')).subarray(0, 300), noise(5_000)]);
		const page = await here.give('lea', 'page.jpg', broken);
		await handIn(draft.id, { photos: [page] });
		expect(await finishHandIns(here.tools)).toBe(0);
		expect(await prepared(draft.id)).toMatchObject({ state: 'draft', stoppedCode: 'photo-unreadable', photos: [{ id: page }] });
		const told = await here.admin.query(`select 1 from notifications.notice n join notifications.event e on e.id = n.event_id where e.key like $1 and n.account_id = $2`, [
			`stopped:${draft.id}:%`,
			here.world.people.lea
		]);
		expect(told.rowCount).toBe(1);
		// What is said is forgotten with the next change.
		await value(here.app.call('assignments.save-submission', as('lea'), { submissionId: draft.id, body: 'Sans photo.' }));
		expect((await prepared(draft.id)).stoppedCode).toBe(null);
	});

	test('what is no photo, or not expected, is refused beside its field', async () => {
		const draft = await begin(await give());
		const text = await here.give('lea', 'texte.txt', Buffer.from('pas une photo'));
		expect(await here.app.call('assignments.hand-in', as('lea'), { submissionId: draft.id, photos: [text] })).toMatchObject({
			ok: false,
			fields: { photos: expect.stringContaining('texte.txt') as string }
		});
		const written = await begin(await give({ expects: ['text', 'audio'] }));
		const page = await here.give('lea', 'page.jpg', await photo(30, 40, '#0000ff'));
		expect(await here.app.call('assignments.hand-in', as('lea'), { submissionId: written.id, photos: [page] })).toMatchObject({ ok: false, status: 422 });
	});
});

describe('on its way', () => {
	test('can be taken up again: the moment does not count any more', async () => {
		const draft = await begin(await give({ expects: ['file'] }));
		const file = (await here.begin('lea', 1_000)).split('/').at(-1) ?? '';
		await handIn(draft.id, { files: [file] });
		expect(await prepared(draft.id)).toMatchObject({ state: 'sending', begunAt: at('12:00:00') });
		await value(here.app.call('assignments.stop-sending', as('lea'), { submissionId: draft.id }));
		expect(await prepared(draft.id)).toMatchObject({ state: 'draft', begunAt: null, files: [{ id: file, received: 0, state: 'uploading' }] });
	});

	test('bytes that do not come for a day: nothing is handed in, and the pupil is told', async () => {
		const draft = await begin(await give({ expects: ['file'] }));
		const file = (await here.begin('lea', 1_000)).split('/').at(-1) ?? '';
		await handIn(draft.id, { files: [file] });
		here.setNow(at('14:00:00', '2026-11-26'));
		await forgetSendings(here.tools);
		expect(await prepared(draft.id)).toMatchObject({ state: 'draft', stoppedCode: 'upload-forgotten' });
	});

	test('a line that brings a little every evening is waited for, and so is a worker that was away: what was begun in time counts', async () => {
		const draft = await begin(await give({ expects: ['file'] }));
		const bytes = noise(3_000);
		const address = await here.begin('lea', bytes.length);
		await handIn(draft.id, { files: [address.slice(address.lastIndexOf('/') + 1)] });
		// On a device of his own.
		await here.admin.query(`update identity.session set expires_at = '2026-12-31' where account_id = $1`, [here.world.people.lea]);
		for (const [time, from] of [
			['2026-11-26T11:00:00Z', 0],
			['2026-11-27T10:00:00Z', 1_000],
			['2026-11-28T09:00:00Z', 2_000]
		] as const) {
			here.setNow(new Date(time));
			await forgetSendings(here.tools);
			expect((await here.patch('lea', address, from, bytes.subarray(from, from + 1_000))).status).toBe(204);
		}
		here.setNow(at('11:00:00', '2026-11-30'));
		await forgetSendings(here.tools);
		expect(await prepared(draft.id)).toMatchObject({ state: 'sending', begunAt: at('12:00:00') });
		expect(await finishHandIns(here.tools)).toBe(1);
		const { rows } = await here.admin.query('select late, begun_at from assignments.submission where id = $1', [draft.id]);
		expect(rows).toEqual([{ late: false, begun_at: at('12:00:00') }]);
	});
});

describe('two windows', () => {
	test('the second is asked; its words hold when it says so, and the files of both are kept', async () => {
		const draft = await begin(await give({ expects: ['text', 'file'] }));
		const [one, other] = [randomUUID(), randomUUID()];
		const [a, b] = [await here.give('lea', 'a.txt', noise(10)), await here.give('lea', 'b.txt', noise(10))];
		const save = (input: object) => here.app.call('assignments.save-submission', as('lea'), { submissionId: draft.id, ...input });
		expect(await save({ body: 'Un', files: [a], revision: 1, tab: one })).toMatchObject({ ok: true, value: { revision: 2 } });
		// The answer was lost on the way: the same window says it again.
		expect(await save({ body: 'Un, suite', files: [a], revision: 1, tab: one })).toMatchObject({ ok: true, value: { revision: 3 } });
		expect(await save({ body: 'Deux', files: [b], revision: 1, tab: other })).toMatchObject({ ok: false, status: 409, code: 'written-elsewhere' });
		expect(await here.app.call('assignments.hand-in', as('lea'), { submissionId: draft.id, body: 'Deux', revision: 1, tab: other })).toMatchObject({
			ok: false,
			code: 'written-elsewhere'
		});
		expect((await prepared(draft.id)).body).toBe('Un, suite');
		expect(await save({ body: 'Deux', files: [b], revision: 1, tab: other, over: 'replace' })).toMatchObject({ ok: true });
		expect(await prepared(draft.id)).toMatchObject({ body: 'Deux', files: [{ id: b }, { id: a }] });
	});
});

describe('the evening before', () => {
	const reminded = async (id: string) =>
		(
			await here.admin.query<{ account_id: string }>(
				`select n.account_id from notifications.notice n join notifications.event e on e.id = n.event_id where e.key like $1 order by 1`,
				[`due:${id}:%`]
			)
		).rows.map((row) => row.account_id);

	test('who has not handed in is reminded once; who has, or gave on paper, is not', async () => {
		const [missing, done, paper] = [await give({ dueAt: '2026-11-26T11:00:00Z' }), await give({ dueAt: '2026-11-26T11:00:00Z' }), await give({ dueAt: '2026-11-26T11:00:00Z' })];
		await handIn((await begin(done)).id, { body: 'Fait.' });
		await here.admin.query(`insert into assignments.allowance (assignment_id, pupil_id, on_paper_at, set_at) values ($1, $2, now(), now())`, [paper, here.world.people.lea]);
		here.setNow(at('17:00:00'));
		await remindBeforeDue(here.tools);
		await remindBeforeDue(here.tools);
		expect(await reminded(missing)).toEqual([here.world.people.lea]);
		expect([await reminded(done), await reminded(paper)]).toEqual([[], []]);
		// Looking at the work reads it.
		await value(here.app.call('assignments.see', as('lea'), { assignmentId: missing }));
		expect(
			(
				await here.admin.query(`select 1 from notifications.notice n join notifications.event e on e.id = n.event_id where e.key like $1 and n.read_at is null`, [
					`due:${missing}:%`
				])
			).rowCount
		).toBe(0);
	});

	test('an extension has its own evening', async () => {
		const id = await give({ dueAt: '2026-11-26T11:00:00Z' });
		await here.admin.query(`insert into assignments.allowance (assignment_id, pupil_id, due_at, set_at) values ($1, $2, '2026-11-28T11:00:00Z', now())`, [
			id,
			here.world.people.lea
		]);
		here.setNow(at('17:00:00'));
		await remindBeforeDue(here.tools);
		expect(await reminded(id)).toEqual([]);
		here.setNow(at('17:00:00', '2026-11-27'));
		await remindBeforeDue(here.tools);
		expect(await reminded(id)).toEqual([here.world.people.lea]);
	});
});

test('the frame counts what waits for a pupil, the family’s page what waits for each child', async () => {
	await here.admin.query(`update assignments.assignment set archived_at = now(), state = 'draft'`);
	here.setNow(at('12:00:00'));
	const [open, late] = [await give(), await give({ dueAt: at('13:00:00').toISOString(), cutoffAt: at('20:00:00').toISOString() })];
	await give({ dueAt: at('13:00:00').toISOString() });
	here.setNow(at('14:00:00'));
	const count = async () => (await value(here.app.call('assignments.waiting-count', as('lea'), {}))).count;
	expect(await count()).toBe(2);
	expect(await value(here.app.call('assignments.children-due', as('sophie'), {}))).toEqual([{ pupilId: here.world.people.lea, due: 2, late: 1, nextAt: at('17:00:00') }]);
	await handIn((await begin(open)).id, { body: 'Fait.' });
	expect(await count()).toBe(1);
	await handIn((await begin(late)).id, { body: 'Fait.' });
	expect(await value(here.app.call('assignments.children-due', as('sophie'), {}))).toEqual([{ pupilId: here.world.people.lea, due: 0, late: 0, nextAt: null }]);
	expect(await value(here.app.call('assignments.children-due', as('marc'), {}))).toEqual([{ pupilId: here.world.people.tom, due: 0, late: 0, nextAt: null }]);
});
