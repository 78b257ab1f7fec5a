import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { coTeach, giveWork, handInWork, value } from '../../../../../tests/support/works.ts';
import { noise, useFileWorld } from '../../../../../tests/support/files.ts';
import type { Name } from '../../../../../tests/support/world.ts';

const here = useFileWorld();
const as = (name: Name) => here.world.actor(name);

async function handedIn() {
	const id = await giveWork(here);
	await coTeach(here, id, 'petit');
	const file = await here.give('lea', 'photo.txt', noise(10));
	await handInWork(here, id, 'lea', { files: [file] });
	const mark = (change: object, by: Name = 'durand') => here.app.call('assignments.mark-page', as(by), { id, pupilId: here.world.people.lea, fileId: file, page: 1, change });
	return { id, file, mark };
}

test('marks of two teachers stand beside each other; one is moved, worded anew and taken away by name', async () => {
	const { mark } = await handedIn();
	const penId = randomUUID();
	value(await mark({ act: 'add', markId: penId, shape: { kind: 'pen', points: '100 100 110 120 130 140' } }));
	value(await mark({ act: 'add', shape: { kind: 'text', x: 50, y: 50, text: 'Attention' } }, 'petit'));
	// Sent twice, drawn once.
	const { marks } = value(await mark({ act: 'add', markId: penId, shape: { kind: 'pen', points: [100, 100, 110, 120] } }));
	expect(marks.map((one) => one.kind)).toEqual(['pen', 'text']);
	const words = marks[1]?.id ?? '';
	value(await mark({ act: 'word', markId: words, text: 'Attention au verbe' }));
	const moved = value(await mark({ act: 'move', markId: penId, x: 200, y: '980' }));
	// As a whole, and never off the page.
	expect(moved.marks).toEqual([
		{ id: penId, kind: 'pen', points: [200, 980, 210, 1000, 230, 1000] },
		{ id: words, kind: 'text', x: 50, y: 50, text: 'Attention au verbe' }
	]);
	expect(value(await mark({ act: 'remove', markId: penId })).marks).toHaveLength(1);
	expect(value(await mark({ act: 'remove', markId: penId })).marks).toHaveLength(1);
	expect(await mark({ act: 'move', markId: penId, x: 1, y: 1 })).toMatchObject({ ok: false, code: 'mark-gone' });
});

test('marks are with the pupil when they are returned, and cannot be changed under his eyes', async () => {
	const { id, mark } = await handedIn();
	value(await mark({ act: 'add', shape: { kind: 'stamp', x: 500, y: 20, stamp: 'good' } }));
	const feedback = async () => value(await here.app.call('assignments.feedback', as('lea'), { id })).returned;
	expect(await feedback()).toBe(null);
	// A drawn page alone is something to return.
	value(await here.app.call('assignments.save-review', as('durand'), { id, pupilId: here.world.people.lea, revision: 1, intent: 'finish' }));
	expect((await feedback())?.work[0]?.marks).toMatchObject([{ page: 1, marks: [{ kind: 'stamp', stamp: 'good' }] }]);
	expect(await mark({ act: 'add', shape: { kind: 'stamp', x: 5, y: 2, stamp: 'wrong' } })).toMatchObject({ ok: false, code: 'review-returned' });
});

test('what is no place on the page, no file of his or not one’s work is refused', async () => {
	const { id, mark, file } = await handedIn();
	for (const shape of [
		{ kind: 'stamp', x: 1001, y: 0, stamp: 'good' },
		{ kind: 'stamp', x: 1, y: 0, stamp: 'crown' },
		{ kind: 'pen', points: '1 2 3' },
		{ kind: 'pen', points: Array.from({ length: 802 }, () => 1) },
		{ kind: 'text', x: 1, y: 1, text: '' },
		{ kind: 'highlight', x: 1, y: 1 }
	])
		expect(await mark({ act: 'add', shape }), JSON.stringify(shape)).toMatchObject({ ok: false, status: 422 });
	for (const name of ['lea', 'blanc', 'principalA'] as const) expect((await mark({ act: 'add', shape: { kind: 'stamp', x: 1, y: 1, stamp: 'good' } }, name)).ok, name).toBe(false);
	const foreign = await here.give('durand', 'autre.txt', noise(10));
	expect(foreign).not.toBe(file);
	expect(
		await here.app.call('assignments.mark-page', as('durand'), {
			id,
			pupilId: here.world.people.lea,
			fileId: foreign,
			page: 1,
			change: { act: 'add', shape: { kind: 'stamp', x: 1, y: 1, stamp: 'good' } }
		})
	).toMatchObject({ ok: false, status: 404 });
});
