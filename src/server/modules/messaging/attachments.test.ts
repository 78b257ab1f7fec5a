/** Files of messages: with the letter or not at all, for who received it and nobody else, once however many they are. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { sql } from 'kysely';
import { refreshSearch } from '#modules/directory';
import { pdf } from '../../../../tests/support/documents.ts';
import { noise, sha256, useFileWorld } from '../../../../tests/support/files.ts';
import { inboxOf, letter } from '../../../../tests/support/messaging.ts';
import { runJobs } from '../../../../tests/support/works.ts';
import type { Name } from '../../../../tests/support/world.ts';
import { sweep } from '../files/jobs.ts';

const here = useFileWorld();
beforeAll(() => here.app.database.system((db) => refreshSearch(db, [here.world.schoolA, here.world.schoolB])));

type Answer<T> = { ok: true; value: T } | { ok: false; code: string };
async function ok<T>(answer: Promise<Answer<T>>): Promise<T> {
	const got = await answer;
	if (!got.ok) throw new Error(got.code);
	return got.value;
}
const person = (name: Name) => `person:${here.world.people[name]}`;
const send = (from: Name, to: Name[], more: object = {}) => here.app.call('messaging.send', here.world.actor(from), { ...letter(to.map(person)), ...more });
const status = async (name: Name, id: string) => (await here.get(name, `/fichiers/${id}/x`)).status;
const deliver = async (messageId: string) => {
	await here.admin.query(`update messaging.delivery set held_until = now() - interval '1 second' where message_id = $1`, [messageId]);
	await here.app.jobs.find((job) => job.name === 'messaging.deliver')?.run({ messageId });
};
const filesSeen = async (who: Name, threadId: string) => (await ok(here.app.call('messaging.thread', here.world.actor(who), { id: threadId }))).messages.map((one) => one.files);
const search = async (who: Name, q: string) => (await ok(here.app.call('messaging.search', here.world.actor(who), { q }))).messages.map((one) => one.id);

describe('a letter with files', () => {
	test('is received with them, byte for byte; who did not receive it cannot have them by guessing', async () => {
		const bytes = noise(5_000);
		const files = [await here.give('durand', 'dictée.txt', bytes), await here.give('durand', 'plan.bin', noise(10))];
		const sent = await ok(send('durand', ['petit'], { files }));
		expect(await filesSeen('petit', sent.threadId)).toEqual([
			[expect.objectContaining({ id: files[0], name: 'dictée.txt', size: 5_000 }), expect.objectContaining({ id: files[1] })]
		]);
		const got = await here.get('petit', `/fichiers/${files[0]}/x`);
		expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true);
		for (const stranger of ['sophie', 'lea', 'principalA', 'zoe', 'department', 'operator'] as const) {
			expect([await status(stranger, files[0] ?? ''), (await here.get(stranger, `/fichiers/zip?module=messaging&sujet=${sent.messageId}`)).status], stranger).toEqual([404, 404]);
		}
		expect((await inboxOf(here, here.world, 'petit')).find((one) => one.id === sent.messageId)).toMatchObject({ files: true });
		expect((await here.get('petit', `/fichiers/zip?module=messaging&sujet=${sent.messageId}`)).status).toBe(200);
		expect(await search('petit', 'dictee')).toContain(sent.messageId);
		expect(await search('sophie', 'dictee')).not.toContain(sent.messageId);
	});

	test('is not sent at all when a file is another’s or not yet whole', async () => {
		const foreign = await here.give('petit', 'a.txt', noise(10));
		const half = (await here.begin('durand', 10)).split('/').at(-1) ?? '';
		const before = (await inboxOf(here, here.world, 'petit')).length;
		expect(await send('durand', ['petit'], { files: [foreign] })).toMatchObject({ ok: false, code: 'file-not-yours' });
		expect(await send('durand', ['petit'], { files: [half] })).toMatchObject({ ok: false, code: 'file-not-finished' });
		expect(await inboxOf(here, here.world, 'petit')).toHaveLength(before);
	});

	test('sent twice is sent once; sent again with another file it is refused rather than called sent', async () => {
		const files = [await here.give('durand', 'a.txt', noise(10))];
		const key = randomUUID();
		const first = await ok(send('durand', ['petit'], { key, files }));
		expect(await ok(send('durand', ['petit'], { key, files }))).toMatchObject({ messageId: first.messageId, again: true });
		const more = [...files, await here.give('durand', 'b.txt', noise(10))];
		for (const other of [more, []]) expect(await send('durand', ['petit'], { key, files: other })).toMatchObject({ ok: false, code: 'sent-from-elsewhere' });
	});

	test('held back and delivered by the job, marks the mailbox it reaches, and opens only then', async () => {
		const files = [await here.give('durand', 'a.txt', noise(10))];
		const sent = await ok(send('durand', ['petit'], { files, hold: 10 }));
		expect(await status('petit', files[0] ?? '')).toBe(404);
		await deliver(sent.messageId);
		expect((await inboxOf(here, here.world, 'petit')).find((one) => one.id === sent.messageId)).toMatchObject({ files: true });
		expect(await status('petit', files[0] ?? '')).toBe(200);
	});

	test('undone, keeps its files for the draft it is again; sent from there, they arrive', async () => {
		const id = await here.give('durand', 'a.txt', noise(10));
		const sent = await ok(send('durand', ['petit'], { files: [id], hold: 10 }));
		const undone = await ok(here.app.call('messaging.undo-send', here.world.actor('durand'), { messageId: sent.messageId }));
		await sweep(here.tools);
		expect(await status('durand', id)).toBe(200);
		expect(await ok(here.app.call('messaging.draft', here.world.actor('durand'), { draftId: undone.draftId }))).toMatchObject({ files: [expect.anything()] });
		const again = await ok(here.app.call('messaging.send-draft', here.world.actor('durand'), { draftId: undone.draftId }));
		expect((await filesSeen('petit', again.threadId))[0]).toHaveLength(1);
	});

	test('passed on, carries what it carried and what was added; the bytes are kept once', async () => {
		const bytes = noise(3_000);
		const id = await here.give('durand', 'a.txt', bytes);
		const first = await ok(send('durand', ['petit'], { files: [id] }));
		const own = await here.give('petit', 'b.txt', noise(10));
		const second = await ok(send('petit', ['principalA'], { forwardsId: first.messageId, files: [own] }));
		expect((await filesSeen('principalA', second.threadId))[0]?.map((file) => file.name).sort()).toEqual(['a.txt', 'b.txt']);
		expect((await here.admin.query('select attachment_count as count from messaging.message where id = $1', [second.messageId])).rows).toEqual([{ count: 2 }]);
		expect((await here.admin.query('select 1 from files.blob where sha256 = $1', [sha256(bytes)])).rowCount).toBe(1);
		expect([await status('principalA', id), await status('sophie', id)]).toEqual([200, 404]);
	});

	test.each(['recalled_at', 'removed_at'])('taken back (%s), opens to nobody who received it', async (column) => {
		const id = await here.give('durand', 'a.txt', noise(10));
		const sent = await ok(send('durand', ['petit'], { files: [id] }));
		expect(await status('petit', id)).toBe(200);
		await here.admin.query(`update messaging.message set ${column} = now() where id = $1`, [sent.messageId]);
		expect(await status('petit', id)).toBe(404);
		expect((await filesSeen('petit', sent.threadId))[0]).toEqual([]);
	});
});

describe('a download', () => {
	test('is an attachment that runs nothing, in ranges; when its reader has left, or its message is taken back, the next range is not given', async () => {
		const bytes = noise(10_000);
		const id = await here.give('durand', 'carte.svg', bytes);
		const sent = await ok(send('durand', ['petit', 'marc'], { files: [id] }));
		const part = (who: Name, range: string) => here.get(who, `/fichiers/${id}/carte.svg`, { range });
		const first = await part('petit', 'bytes=0-4999');
		expect([first.status, first.headers.get('content-range')]).toEqual([206, 'bytes 0-4999/10000']);
		expect(Object.fromEntries(first.headers)).toMatchObject({
			'content-disposition': `attachment; filename="carte.svg"; filename*=UTF-8''carte.svg`,
			'x-content-type-options': 'nosniff',
			'content-security-policy': "default-src 'none'; sandbox",
			'cache-control': 'private, no-cache'
		});
		const next = { range: 'bytes=5000-', 'if-range': first.headers.get('etag') ?? '' };
		expect((await part('marc', 'bytes=5000-')).status).toBe(206);
		// Gone from his last school: the import suspends him, and his sessions end with it.
		await here.admin.query(`update directory.person set status = 'suspended' where id = $1`, [here.world.people.marc]);
		await vi.waitFor(
			async () => {
				expect((await part('marc', 'bytes=5000-')).status).toBe(401);
			},
			{ timeout: 5_000 }
		);
		await here.admin.query(`update directory.person set status = 'active' where id = $1`, [here.world.people.marc]);
		await ok(here.app.call('messaging.recall', here.world.actor('durand'), { messageId: sent.messageId }));
		expect((await here.get('petit', `/fichiers/${id}/carte.svg`, next)).status).toBe(404);
	});
});

describe('the preview of a file', () => {
	const look = (who: Name, id: string) => here.app.call('files.pages', here.world.actor(who), { id });
	const page = async (who: Name, id: string) => (await here.get(who, `/fichiers/${id}/pages/1`)).status;

	test('is for who may download it, and ends with the message in the same moment', async () => {
		const id = await here.give('durand', 'plan.pdf', await pdf(2));
		const sent = await ok(send('durand', ['petit', 'sophie'], { files: [id] }));
		await ok(here.app.call('files.prepare-pages', here.world.actor('petit'), { id }));
		expect(await runJobs(here, 'files.pages')).toBe(1);
		expect(await ok(look('petit', id))).toMatchObject({ name: 'plan.pdf', pages: { count: 2, cut: false } });
		expect([await page('petit', id), await page('sophie', id), await page('lea', id), await page('principalB', id)]).toEqual([200, 200, 404, 404]);
		expect(await look('lea', id)).toMatchObject({ ok: false, code: 'not-found' });
		await ok(here.app.call('messaging.recall', here.world.actor('durand'), { messageId: sent.messageId }));
		for (const who of ['petit', 'sophie'] as const) expect([await page(who, id), await status(who, id), await look(who, id)], who).toMatchObject([404, 404, { ok: false }]);
	});
});

describe('a report', () => {
	test('names what the message carries; its moderators open it while the report is open, also taken back, and nobody else does', async () => {
		const bytes = noise(100);
		const files = [await here.give('durand', 'insulte.png', bytes), await here.give('durand', 'b.txt', noise(10))];
		const sent = await ok(send('durand', ['petit'], { files }));
		const other = await here.give('durand', 'autre.txt', noise(10));
		await ok(send('durand', ['petit'], { files: [other] }));
		expect(await status('principalA', files[0] ?? '')).toBe(404);
		await ok(here.app.call('messaging.report', here.world.actor('petit'), { messageId: sent.messageId, reason: 'insult', comment: '' }));
		const board = await ok(here.app.call('messaging.moderation', here.world.actor('principalA'), { school: here.world.schoolA }));
		const report = board.reports[0];
		expect(report?.evidence.at(-1)?.attachments).toEqual([
			{ id: files[0], name: 'insulte.png', opens: expect.objectContaining({ hasPreview: false }) as object },
			{ id: files[1], name: 'b.txt', opens: expect.objectContaining({ mime: 'application/octet-stream' }) as object }
		]);
		await here.admin.query(`update messaging.message set recalled_at = now() where id = $1`, [sent.messageId]);
		const got = await here.get('principalA', `/fichiers/${files[0]}/insulte.png`);
		expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true);
		expect([got.headers.get('content-disposition')?.startsWith('attachment;'), await status('principalA', other)]).toEqual([true, 404]);
		// Not who reported (it was taken back), nor another school, nor who answers for all schools.
		for (const who of ['petit', 'principalB', 'sophie', 'staffA', 'department', 'operator'] as const) expect(await status(who, files[0] ?? ''), who).toBe(404);
		await ok(here.app.call('messaging.decide-report', here.world.actor('principalA'), { reportId: report?.id ?? '', message: 'keep' }));
		expect(await status('principalA', files[0] ?? '')).toBe(404);
	});

	test('is looked at page by page by its moderators, by the report alone; its context is only named, and nobody else sees a picture', async () => {
		const earlier = await here.give('durand', 'avant.pdf', await pdf(1, { info: { Title: randomUUID() } }));
		const first = await ok(send('durand', ['petit'], { files: [earlier] }));
		const id = await here.give('durand', 'insulte.pdf', await pdf(2, { info: { Title: randomUUID() } }));
		const answer = { messageId: first.messageId, body: 'Encore.', key: randomUUID(), files: [id] };
		const sent = await ok(here.app.call('messaging.reply', here.world.actor('durand'), answer));
		const look = (who: Name, file: string) => here.app.call('files.pages', here.world.actor(who), { id: file });
		const picture = async (who: Name, file: string) => (await here.get(who, `/fichiers/${file}/pages/1`)).status;
		for (const file of [earlier, id]) await ok(here.app.call('files.prepare-pages', here.world.actor('petit'), { id: file }));
		await runJobs(here, 'files.pages');
		expect([(await look('principalA', id)).ok, await picture('principalA', id)]).toEqual([false, 404]);
		await ok(here.app.call('messaging.report', here.world.actor('petit'), { messageId: sent.messageId, reason: 'insult', comment: '' }));
		const { reports } = await ok(here.app.call('messaging.moderation', here.world.actor('principalA'), { school: here.world.schoolA }));
		const report = reports.find((one) => one.evidence.some((said) => said.id === sent.messageId));
		expect(report?.evidence.map((said) => said.attachments)).toEqual([
			[{ id: earlier, name: 'avant.pdf', opens: null }],
			[{ id, name: 'insulte.pdf', opens: { mime: 'application/pdf', hasPreview: false } }]
		]);
		expect([await ok(look('principalA', id)), await picture('principalA', id)]).toMatchObject([{ pages: { count: 2 } }, 200]);
		expect([(await look('principalA', earlier)).ok, await picture('principalA', earlier)]).toEqual([false, 404]);
		for (const who of ['principalB', 'sophie', 'lea', 'staffA', 'department', 'operator'] as const)
			expect([(await look(who, id)).ok, (await here.app.call('files.prepare-pages', here.world.actor(who), { id })).ok, await picture(who, id)], who).toEqual([false, false, 404]);
		await ok(here.app.call('messaging.decide-report', here.world.actor('principalA'), { reportId: report?.id ?? '', message: 'keep' }));
		expect([(await look('principalA', id)).ok, await picture('principalA', id)]).toEqual([false, 404]);
	});

	test('about the head of a school opens to the département, never to himself as a moderator', async () => {
		const id = await here.give('principalA', 'note.txt', noise(10));
		const sent = await ok(send('principalA', ['petit'], { files: [id] }));
		await ok(here.app.call('messaging.report', here.world.actor('petit'), { messageId: sent.messageId, reason: 'other', comment: '' }));
		expect([await status('department', id), await status('principalB', id)]).toEqual([200, 404]);
	});
});

describe('the second wall', () => {
	const inTransaction = <T>(who: Name, work: (db: Parameters<Parameters<typeof here.app.database.system>[0]>[0]) => Promise<T>) =>
		here.app.database.transaction({ role: 'actor', actor: here.world.actor(who), readOnly: false, keep: () => true }, work);

	test('alone shows no foreign row, and lets nobody attach to another’s message', async () => {
		const id = await here.give('durand', 'a.txt', noise(10));
		const sent = await ok(send('durand', ['petit'], { files: [id] }));
		const uses = (who: Name) => inTransaction(who, (db) => db.selectFrom('files.use').select('file_id').where('subject_id', '=', sent.messageId).execute());
		expect([(await uses('petit')).length, (await uses('sophie')).length]).toEqual([1, 0]);
		const own = await here.give('petit', 'b.txt', noise(10));
		await expect(
			inTransaction('petit', (db) =>
				sql`insert into files.use (file_id, module, subject_id, attached_by, attached_at) values (${own}, 'messaging', ${sent.messageId}, ${here.world.people.petit}, now())`.execute(
					db
				)
			)
		).rejects.toThrow(/row-level security/);
	});
});
