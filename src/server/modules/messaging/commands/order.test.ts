import { beforeAll, describe, expect, test } from 'vitest';
import type { Name as Definition, Output } from '#app';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { messagingWorld, sendAs } from '../../../../../tests/support/messaging.ts';
import type { Name, World } from '../../../../../tests/support/world.ts';

const here = useTestApp();
let world: World;
beforeAll(async () => {
	world = await messagingWorld(here);
});

async function as<N extends Definition>(who: Name, name: N, input: object = {}): Promise<Output<N>> {
	const answer = await here.app.call(name, world.actor(who), input);
	if (!answer.ok) throw new Error(answer.code);
	return answer.value;
}
const refusal = async (who: Name, name: Definition, input: object) => {
	const answer = await here.app.call(name, world.actor(who), input);
	return answer.ok ? 'done' : answer.code;
};
const subjects = async (who: Name, where?: string) => (await as(who, 'messaging.inbox', where ? { in: where } : {})).messages.map((one) => one.subject);
const toLea = (subject: string) => sendAs(here, world, 'durand', [`person:${world.people.lea}`], { subject });

describe('order in a mailbox', () => {
	test('a message goes to the archive, to the trash and back to where it lay', async () => {
		const one = await toLea('Range-moi');
		await as('lea', 'messaging.move', { messages: [one.messageId], to: 'archive' });
		expect(await subjects('lea')).not.toContain('Range-moi');
		expect(await subjects('lea', 'archive')).toEqual(['Range-moi']);
		await as('lea', 'messaging.move', { threadId: one.threadId, to: 'trash' });
		// Thrown away twice, it still remembers the archive.
		await as('lea', 'messaging.move', { threadId: one.threadId, to: 'trash' });
		expect(await subjects('lea', 'trash')).toEqual(['Range-moi']);
		await as('lea', 'messaging.restore', { messages: [one.messageId] });
		expect(await subjects('lea', 'archive')).toEqual(['Range-moi']);
		expect(await refusal('lea', 'messaging.restore', { messages: [one.messageId] })).toBe('not-found');
	});

	test('folders have two levels, one name a place, and give their messages to the archive when they go', async () => {
		const maths = await as('lea', 'messaging.create-folder', { name: 'Maths' });
		const exams = await as('lea', 'messaging.create-folder', { name: 'Contrôles', parentId: maths.id });
		expect(await refusal('lea', 'messaging.create-folder', { name: 'maths' })).toBe('invalid-input');
		expect(await refusal('lea', 'messaging.create-folder', { name: 'Trop bas', parentId: exams.id })).toBe('invalid-input');
		const one = await toLea('Fractions');
		await as('lea', 'messaging.move', { messages: [one.messageId], to: `folder:${exams.id}` });
		expect(await subjects('lea', `folder:${exams.id}`)).toEqual(['Fractions']);
		expect((await as('lea', 'messaging.folders')).folders).toMatchObject([
			{ name: 'Maths', inside: null, unread: 0 },
			{ name: 'Contrôles', inside: maths.id, unread: 1 }
		]);
		await as('lea', 'messaging.move', { messages: [one.messageId], to: 'trash' });
		await as('lea', 'messaging.restore', { messages: [one.messageId] });
		expect(await subjects('lea', `folder:${exams.id}`)).toEqual(['Fractions']);
		expect(await as('lea', 'messaging.delete-folder', { id: maths.id })).toEqual({ archived: 1 });
		expect(await subjects('lea', 'archive')).toContain('Fractions');
		expect((await as('lea', 'messaging.folders')).folders).toEqual([]);
	});

	test('what lay in a folder that is gone comes back to the inbox', async () => {
		const folder = await as('lea', 'messaging.create-folder', { name: 'Passager' });
		const one = await toLea('Orphelin');
		await as('lea', 'messaging.move', { messages: [one.messageId], to: `folder:${folder.id}` });
		await as('lea', 'messaging.move', { messages: [one.messageId], to: 'trash' });
		await as('lea', 'messaging.delete-folder', { id: folder.id });
		await as('lea', 'messaging.restore', { messages: [one.messageId] });
		expect(await subjects('lea')).toContain('Orphelin');
	});

	test('a folder of somebody else does not exist', async () => {
		const folder = await as('sophie', 'messaging.create-folder', { name: 'Collège' });
		const one = await toLea('Pas chez Sophie');
		expect(await refusal('lea', 'messaging.move', { messages: [one.messageId], to: `folder:${folder.id}` })).toBe('folder-unknown');
		expect(await refusal('lea', 'messaging.rename-folder', { id: folder.id, name: 'À moi' })).toBe('folder-unknown');
		expect(await refusal('lea', 'messaging.delete-folder', { id: folder.id })).toBe('folder-unknown');
		expect(await refusal('lea', 'messaging.inbox', { in: `folder:${folder.id}` })).toBe('folder-unknown');
	});

	test('only what lies in the trash can be deleted, and only from one’s own mailbox', async () => {
		const both = await sendAs(here, world, 'durand', [`person:${world.people.lea}`, `person:${world.people.sophie}`], { subject: 'À deux' });
		expect(await refusal('lea', 'messaging.purge', { messages: [both.messageId] })).toBe('not-found');
		await as('lea', 'messaging.move', { messages: [both.messageId], to: 'trash' });
		expect(await as('lea', 'messaging.purge', { messages: [both.messageId] })).toEqual({ purged: 1 });
		expect(await refusal('lea', 'messaging.thread', { id: both.threadId })).toBe('not-found');
		expect(await subjects('sophie')).toContain('À deux');
	});

	test('after thirty days the trash empties itself', async () => {
		const one = await toLea('Vieux');
		const kept = await toLea('Récent');
		await as('lea', 'messaging.move', { messages: [one.messageId, kept.messageId], to: 'trash' });
		await here.admin.query(`update messaging.entry set trashed_at = now() - interval '31 days' where message_id = $1`, [one.messageId]);
		await here.app.jobs.find((job) => job.name === 'messaging.empty-trash')?.run({});
		expect(await subjects('lea', 'trash')).toEqual(['Récent']);
	});

	test('stars, and what is read, are the reader’s own', async () => {
		const both = await sendAs(here, world, 'durand', [`person:${world.people.lea}`, `person:${world.people.sophie}`], { subject: 'Étoile' });
		await as('lea', 'messaging.mark', { messages: [both.messageId], as: 'star' });
		await as('lea', 'messaging.mark', { messages: [both.messageId], as: 'read' });
		expect(await subjects('lea', 'starred')).toEqual(['Étoile']);
		expect(await subjects('sophie', 'starred')).toEqual([]);
		expect((await as('sophie', 'messaging.inbox', { unread: true })).messages.map((one) => one.subject)).toContain('Étoile');
		expect(await refusal('tom', 'messaging.mark', { messages: [both.messageId], as: 'star' })).toBe('not-found');
	});

	test('filters narrow a list: unread, sender, class, days', async () => {
		await sendAs(here, world, 'principalA', [`person:${world.people.lea}`], { subject: 'De la direction' });
		const by = async (filter: object) => (await as('lea', 'messaging.inbox', filter)).messages.map((one) => one.subject);
		expect(await by({ from: 'leroy' })).toEqual(['De la direction']);
		expect(await by({ from: 'LÉROY' })).toEqual(['De la direction']);
		expect(await by({ classId: world.classA })).not.toContain('De la direction');
		expect(await by({ classId: world.classA })).toContain('Orphelin');
		expect(await by({ until: '2020-01-01' })).toEqual([]);
		expect(await by({ since: '2020-01-01', until: '', from: '' })).toContain('De la direction');
		expect(await by({ files: true })).toEqual([]);
	});
});

describe('search', () => {
	const found = async (who: Name, q: string, more: object = {}) => (await as(who, 'messaging.search', { q, ...more })).messages;

	test('finds words without accents or endings, in subject, sender and text, the subject first', async () => {
		await sendAs(here, world, 'durand', [`person:${world.people.lea}`], { subject: 'Autre chose', body: 'Le voyage à Saint-Malo est confirmé.' });
		await sendAs(here, world, 'durand', [`person:${world.people.lea}`], { subject: 'Voyages scolaires', body: 'Le programme suit.' });
		expect((await found('lea', 'voyage')).map((one) => one.subject)).toEqual(['Voyages scolaires', 'Autre chose']);
		expect((await found('lea', 'CONFIRMES saint malo')).map((one) => one.subject)).toEqual(['Autre chose']);
		expect((await found('lea', 'durand voyag')).map((one) => one.subject)).toContain('Voyages scolaires');
		expect((await found('lea', 'voyage'))[1]?.excerpt.join('|')).toContain('|voyage|');
	});

	test('finds what one wrote, with whom it went to', async () => {
		expect(await found('durand', 'saint-malo')).toMatchObject([{ subject: 'Autre chose', to: 'Léa Martin', folder: 'sent' }]);
	});

	test('never finds what one did not receive, nor what one threw away', async () => {
		expect(await found('sophie', 'saint-malo')).toEqual([]);
		expect(await found('tom', 'voyage')).toEqual([]);
		const [one] = await found('lea', 'saint-malo');
		await as('lea', 'messaging.move', { messages: [one?.id], to: 'trash' });
		expect(await found('lea', 'saint-malo')).toEqual([]);
	});

	test('bears whatever is typed', async () => {
		for (const q of ["l'", '& | !', ':*', "')); drop table", 'de la', '𝒜'.repeat(20)]) expect(Array.isArray(await found('lea', q))).toBe(true);
	});

	test('narrows like a list', async () => {
		expect(await found('lea', 'voyage', { from: 'leroy' })).toEqual([]);
		expect(await found('lea', 'voyage', { from: 'durand', unread: true })).toHaveLength(1);
		expect(await found('lea', 'voyage', { until: '2020-01-01' })).toEqual([]);
	});
});
