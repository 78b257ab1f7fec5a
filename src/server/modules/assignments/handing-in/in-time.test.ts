import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { metadata, noise, TUS } from '../../../../../tests/support/files.ts';
import { at, useDueWork, value } from '../../../../../tests/support/due-work.ts';
import { finishHandIns } from './finishing.ts';

const { here, app, as, give, begin, handIn } = useDueWork();

const rowOf = async (id: string) =>
	(await here.admin.query<{ assignment_id: string; body: string; begun_at: Date | null }>('select assignment_id, body, begun_at from assignments.submission where id = $1', [id]))
		.rows[0] ?? { assignment_id: '' };

describe('ready before the cut-off, « Rendre » heard a little after it', () => {
	const saved = async (draft: string, time: string, more: object) => {
		here.setNow(at(time));
		return app().call('assignments.save-submission', as('lea'), { submissionId: draft, ...more });
	};
	const begunAt = async (id: string) => (await here.admin.query<{ begun_at: Date }>('select begun_at from assignments.submission where id = $1', [id])).rows[0]?.begun_at;

	test('a file whose last byte was there counts as of that byte, for an hour', async () => {
		const id = await give();
		const draft = await begin(id);
		here.setNow(at('19:59:00'));
		const address = await here.begin('lea', 1_000);
		here.setNow(at('19:59:50'));
		expect((await here.patch('lea', address, 0, noise(1_000))).status).toBe(204);
		const files = [address.slice(address.lastIndexOf('/') + 1)];
		here.setNow(at('21:00:01'));
		expect(await handIn(draft.id, { files })).toMatchObject({ ok: false, code: 'work-closed' });
		here.setNow(at('20:59:00'));
		expect(value(await handIn(draft.id, { files }))).toMatchObject({ state: 'handed-in', late: true });
		expect(await begunAt(draft.id)).toEqual(at('19:59:50'));
	});

	test('words that were saved count as of their saving; what is written afterwards does not spoil them', async () => {
		const work = await give();
		const draft = await begin(work);
		value(await saved(draft.id, '19:58:00', { body: 'Avant.' }));
		expect(await saved(draft.id, '20:00:05', { body: 'Avant. Et après.' })).toMatchObject({ ok: false, code: 'work-kept' });
		expect(await handIn(draft.id, { body: 'Avant. Et après.' })).toMatchObject({
			ok: false,
			status: 409,
			code: 'work-kept',
			message: expect.stringContaining('Ce que tu avais') as string
		});
		const listed = value(await app().call('assignments.to-do', as('lea'), {})).items.find((one) => one.id === work);
		expect(listed).toMatchObject({ begun: 'draft', window: 'closed', mayBeReady: true });
		const shown = value(await app().call('assignments.show', as('lea'), { id: work }));
		expect(shown).toMatchObject({ closed: null, window: 'closed', graceUntil: at('21:00:00') });
		const done = value(await handIn(draft.id, { asKept: true, body: 'Et après.' }));
		expect(done).toMatchObject({ state: 'handed-in', late: true });
		expect(await rowOf(draft.id)).toMatchObject({ body: 'Avant.', begun_at: at('19:58:00') });
	});

	test('of the due date it is on time, within its hour; of the cut-off it is late, also when it was ready before the due date', async () => {
		const [soon, later] = [await begin(await give()), await begin(await give())];
		for (const draft of [soon, later]) value(await saved(draft.id, '16:30:00', { body: 'Prêt.' }));
		here.setNow(at('17:10:00'));
		expect(value(await handIn(soon.id, { body: 'Prêt.' }))).toMatchObject({ late: false });
		expect(await begunAt(soon.id)).toEqual(at('16:30:00'));
		here.setNow(at('20:10:00'));
		expect(value(await handIn(later.id, { body: 'Prêt.' }))).toMatchObject({ late: true });
		expect(await begunAt(later.id)).toEqual(at('20:00:00'));
	});

	test('nothing was there: closed, and after the hour what is typed is kept as before', async () => {
		const late = await give();
		const draft = await begin(late);
		value(await saved(draft.id, '20:01:00', { body: 'Trop tard.' }));
		const { items } = value(await app().call('assignments.to-do', as('lea'), {}));
		expect(items.find((one) => one.begun === 'draft' && one.id === late)).toMatchObject({ window: 'closed', mayBeReady: false });
		expect(await handIn(draft.id, { body: 'Trop tard.' })).toMatchObject({ ok: false, code: 'work-closed' });
		const other = await begin(await give());
		value(await saved(other.id, '19:00:00', { body: 'Avant.' }));
		value(await saved(other.id, '21:00:01', { body: 'Avant, et bien après.' }));
		expect(value(await app().call('assignments.show', as('lea'), { id: (await rowOf(other.id)).assignment_id }))).toMatchObject({ closed: 'work-closed', graceUntil: null });
	});

	test('an upload begun in time whose answer was lost on the line, asked for again after the cut-off, is the one that was begun', async () => {
		const draft = await begin(await give());
		const named = { filename: 'exposé.bin', usage: 'work', cle: randomUUID() };
		const ask = async () =>
			fetch(`${here.origin}/fichiers/envoi`, { method: 'POST', headers: { ...TUS, ...(await here.as('lea')), 'upload-length': '1000', 'upload-metadata': metadata(named) } });
		here.setNow(at('19:59:58'));
		const lost = (await ask()).headers.get('location');
		here.setNow(at('20:00:03'));
		const address = (await ask()).headers.get('location') ?? '';
		expect(address).toBe(lost);
		const files = [address.slice(address.lastIndexOf('/') + 1)];
		expect(value(await handIn(draft.id, { files }))).toMatchObject({ state: 'sending', begunAt: at('19:59:58') });
		expect((await here.patch('lea', address, 0, noise(1_000))).status).toBe(204);
		expect(await finishHandIns(here.tools)).toBe(1);
		expect(value(await handIn(draft.id))).toMatchObject({ state: 'handed-in', late: true });
	});
});
