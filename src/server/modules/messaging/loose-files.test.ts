/** Files that waited in a draft thrown away, or whose owner was erased, go; never one that something still uses. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { refreshSearch } from '#modules/directory';
import { noise, useFileWorld } from '../../../../tests/support/files.ts';
import { letter } from '../../../../tests/support/messaging.ts';
import type { Name } from '../../../../tests/support/world.ts';

const here = useFileWorld();
beforeAll(() => here.app.database.system((db) => refreshSearch(db, [here.world.schoolA, here.world.schoolB])));

type Answer<T> = { ok: true; value: T } | { ok: false; code: string };
async function ok<T>(answer: Promise<Answer<T>>): Promise<T> {
	const got = await answer;
	if (!got.ok) throw new Error(got.code);
	return got.value;
}
const status = async (name: Name, id: string) => (await here.get(name, `/fichiers/${id}/x`)).status;
const used = async (name: Name) => (await ok(here.app.call('files.usage', here.world.actor(name), {}))).used;
const job = (name: string) => here.app.jobs.find((one) => one.name === name)?.run({});
/** What the job does so many hours from now. */
async function forgetAfter(count: number): Promise<void> {
	here.setNow(new Date(Date.now() + count * 3_600_000));
	await job('files.forget-loose');
	here.setNow(null);
}
const petit = () => `person:${here.world.people.petit}`;

interface Draft {
	draftId: string;
	tab: string;
	key: string;
}
async function draftWith(who: Name, files: string[], known: Partial<Draft> = {}): Promise<Draft> {
	const draft = { draftId: randomUUID(), tab: randomUUID(), key: randomUUID(), ...known };
	const saved = await ok(here.app.call('messaging.save-draft', here.world.actor(who), { ...draft, to: [petit()], subject: 'Sortie', body: 'Voici', files }));
	return { ...draft, draftId: saved.id };
}
const throwAway = (who: Name, { draftId }: Draft) => ok(here.app.call('messaging.delete-draft', here.world.actor(who), { draftId }));

describe('a draft thrown away', () => {
	test('gives its files’ room back after a day, not before', async () => {
		const before = await used('durand');
		const id = await here.give('durand', 'a.txt', noise(1_000));
		await throwAway('durand', await draftWith('durand', [id]));
		await forgetAfter(23);
		expect([await status('durand', id), await used('durand')]).toEqual([200, before + 1_000]);
		await forgetAfter(25);
		expect([await status('durand', id), await used('durand')]).toEqual([404, before]);
	});

	test('leaves a file that another draft names; with that one gone too, it goes a day later', async () => {
		const id = await here.give('durand', 'a.txt', noise(10));
		const other = await draftWith('durand', [id]);
		await throwAway('durand', await draftWith('durand', [id]));
		await forgetAfter(25);
		expect(await status('durand', id)).toBe(200);
		await throwAway('durand', other);
		await forgetAfter(23);
		expect(await status('durand', id)).toBe(200);
		await forgetAfter(25);
		expect(await status('durand', id)).toBe(404);
	});

	test('leaves what a letter carries, sent before or after it was thrown away, and what a letter undone gave back', async () => {
		const [before, after, undone] = [await here.give('durand', 'a.txt', noise(10)), await here.give('durand', 'b.txt', noise(10)), await here.give('durand', 'c.txt', noise(10))];
		const draft = await draftWith('durand', [before, after, undone]);
		const send = (files: string[], more = {}) => ok(here.app.call('messaging.send', here.world.actor('durand'), { ...letter([petit()]), files, ...more }));
		await send([before]);
		await throwAway('durand', draft);
		await send([after]);
		const held = await send([undone], { hold: 10 });
		await ok(here.app.call('messaging.undo-send', here.world.actor('durand'), { messageId: held.messageId }));
		await forgetAfter(25);
		expect([await status('petit', before), await status('petit', after), await status('durand', undone)]).toEqual([200, 200, 200]);
	});

	test('and a file that was only taken out of a draft, or of a letter before it left, go the same way', async () => {
		const [kept, out, last] = [await here.give('durand', 'a.txt', noise(10)), await here.give('durand', 'b.txt', noise(10)), await here.give('durand', 'c.txt', noise(10))];
		const draft = await draftWith('durand', [kept, out, last]);
		await draftWith('durand', [kept, last], draft);
		await ok(here.app.call('messaging.send', here.world.actor('durand'), { ...letter([petit()]), files: [kept], draftId: draft.draftId }));
		await forgetAfter(25);
		expect([await status('durand', kept), await status('durand', out), await status('durand', last)]).toEqual([200, 404, 404]);
	});
});

test('a file taken out of one of two drafts stays in the other', async () => {
	const id = await here.give('durand', 'a.txt', noise(10));
	const [first, second] = [await draftWith('durand', [id]), await draftWith('durand', [id])];
	const remove = () => here.app.call('files.remove-mine', here.world.actor('durand'), { id });
	expect(await remove()).toMatchObject({ ok: false, code: 'file-in-use' });
	await draftWith('durand', [], first);
	await forgetAfter(25);
	expect(await ok(here.app.call('messaging.draft', here.world.actor('durand'), { draftId: second.draftId }))).toMatchObject({ files: [id] });
	expect(await status('durand', id)).toBe(200);
	expect(await remove()).toMatchObject({ ok: true });
});

describe('a person erased', () => {
	test('leaves no draft, no list, no signature, no file that was never attached; what was attached stays with its subject', async () => {
		const [sent, drafted, loose] = [await here.give('marc', 'a.txt', noise(10)), await here.give('marc', 'b.txt', noise(10)), await here.give('marc', 'c.txt', noise(10))];
		const stranger = await here.give('sophie', 'd.txt', noise(10));
		await draftWith('marc', [drafted]);
		await ok(here.app.call('messaging.set-signature', here.world.actor('marc'), { signature: 'Marc' }));
		await ok(here.app.call('messaging.create-recipient-set', here.world.actor('marc'), { name: 'Profs', tokens: [petit()] }));
		await ok(here.app.call('messaging.send', here.world.actor('marc'), { ...letter([petit()]), files: [sent] }));
		// An account merged into another is no more either, but what is its own follows by a job of its own.
		const merged = await here.give('tom', 'e.txt', noise(10));
		await here.admin.query(`update directory.person set status = 'erased', suspended_at = now() where id = $1`, [here.world.people.tom]);
		await here.admin.query(`update directory.person set status = 'suspended', suspended_at = now() - interval '91 days' where id = $1`, [here.world.people.marc]);
		await job('directory.erase');
		await job('messaging.forget-erased');
		await job('files.forget-loose');
		const left = await here.admin.query<{ id: string }>('select id from files.file where id = any ($1)', [[sent, drafted, loose, stranger, merged]]);
		expect(left.rows.map((row) => row.id).sort()).toEqual([sent, stranger, merged].sort());
		expect(await status('petit', sent)).toBe(200);
		const mine = (table: string, column: string) => here.admin.query(`select 1 from messaging.${table} where ${column} = $1`, [here.world.people.marc]);
		expect([(await mine('draft', 'owner_id')).rowCount, (await mine('recipient_set', 'owner_id')).rowCount, (await mine('preference', 'account_id')).rowCount]).toEqual([0, 0, 0]);
	});
});
