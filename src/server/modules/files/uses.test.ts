/**
 * What files belong to decides who may have them, as any module does it: a rule in the composition root, a
 * policy on `files.use`. Here the module is « essai », and whoever may see a group may read what belongs to it.
 */
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { isRefusal } from '#kernel/errors';
import { attach, copyUses, dropUses, filesOf } from '#modules/files';
import { expire, reconcile, sweep } from './jobs.ts';
import { idOf, noise, sha256, STORES, useFileWorld } from '../../../../tests/support/files.ts';
import { uuidv7 } from '#kernel/ids';
import type { Name } from '../../../../tests/support/world.ts';

describe.each(STORES)('with files in %s', (kept) => {
	const here = useFileWorld(kept);
	const shared = new Set<string>();

	beforeAll(async () => {
		// Any module's policy: what belongs to a school is seen by its people.
		await here.admin.query(`create policy essai on files.use for select to preau_app using (module = 'essai' and subject_id = any (core.current_schools()))`);
		await here.admin.query(`create policy essai_detach on files.use for delete to preau_system using (true)`);
		here.app.ports.fileAccess.essai = (ctx, ids) => Promise.resolve(ids.filter((id) => ctx.actor.roles.some((role) => role.schoolId === id) && !shared.has(id)));
	});

	/** Run `work` as a command of some module would. */
	function inCommand<T>(name: Name, work: (ctx: Context<Person>) => Promise<T>): Promise<T> {
		const actor = here.world.actor(name);
		const { engine } = here.app;
		return engine.transaction({ role: 'actor', actor, readOnly: false, keep: (result) => !isRefusal(result) }, (db) => {
			const now = engine.clock.now();
			return work({
				actor,
				db,
				now,
				locale: 'fr',
				id: () => uuidv7(now, engine.clock.random),
				random: engine.clock.random,
				enqueue: () => Promise.resolve(),
				notify: () => Promise.resolve(),
				audit: () => undefined,
				ports: engine.ports,
				origin: { network: null, userAgent: null }
			});
		});
	}

	const status = async (name: Name, id: string) => (await here.get(name, `/fichiers/${id}/x`)).status;

	describe('attaching', () => {
		test('gives the file to who may read its subject, and to nobody else, at once and until it ends', async () => {
			const id = await here.give('durand', 'cours.txt', noise(1_000));
			expect([await status('durand', id), await status('lea', id), await status('zoe', id)]).toEqual([200, 404, 404]);
			expect(await inCommand('durand', (ctx) => attach(ctx, [id], 'essai', here.world.schoolA))).toBe(true);
			expect([await status('durand', id), await status('lea', id), await status('zoe', id)]).toEqual([200, 200, 404]);
			expect((await inCommand('lea', (ctx) => filesOf(ctx, 'essai', [here.world.schoolA]))).get(here.world.schoolA)).toEqual([
				{ id, name: 'cours.txt', size: 1_000, mime: expect.any(String), hasPreview: false }
			]);
			// The module changes its mind: its rule alone is enough.
			shared.add(here.world.schoolA);
			expect(await status('lea', id)).toBe(404);
			shared.delete(here.world.schoolA);
			// And the second wall alone is enough too.
			await here.admin.query(`alter policy essai on files.use using (false)`);
			expect(await status('lea', id)).toBe(404);
			await here.admin.query(`alter policy essai on files.use using (module = 'essai' and subject_id = any (core.current_schools()))`);
		});

		test('takes only finished files of one’s own', async () => {
			const foreign = await here.give('zoe', 'a.txt', noise(10));
			expect(await inCommand('durand', (ctx) => attach(ctx, [foreign], 'essai', here.world.schoolA))).toMatchObject({ code: 'file-not-yours' });
			const half = idOf(await here.begin('durand', 10));
			expect(await inCommand('durand', (ctx) => attach(ctx, [half], 'essai', here.world.schoolA))).toMatchObject({ code: 'file-not-finished' });
		});

		test('a foreign file cannot be made one’s own behind the rule: the second wall', async () => {
			const foreign = await here.give('zoe', 'b.txt', noise(10));
			await expect(
				inCommand('durand', (ctx) =>
					sql`insert into files.use (file_id, module, subject_id, attached_by, attached_at) values (${foreign}, 'essai', ${here.world.schoolA}, ${ctx.actor.id}, now())`.execute(
						ctx.db
					)
				)
			).rejects.toThrow(/row-level security/);
		});

		test('what a module without a rule says is no', async () => {
			const id = await here.give('durand', 'c.txt', noise(10));
			await here.admin.query(`create policy autre on files.use for select to preau_app using (module = 'autre')`);
			expect(await inCommand('durand', (ctx) => attach(ctx, [id], 'autre', here.world.schoolA))).toBe(true);
			expect(await status('lea', id)).toBe(404);
			await here.admin.query('drop policy autre on files.use');
		});

		test('forwarded, a file belongs to both, and its bytes are kept once', async () => {
			const bytes = noise(2_000);
			const id = await here.give('durand', 'd.txt', bytes);
			const [first, second] = [here.world.schoolA, here.world.classA];
			await inCommand('durand', (ctx) => attach(ctx, [id], 'essai', first));
			await inCommand('lea', (ctx) => copyUses(ctx, 'essai', first, second));
			expect((await here.admin.query('select subject_id from files.use where file_id = $1', [id])).rowCount).toBe(2);
			expect((await here.admin.query('select 1 from files.blob where sha256 = $1', [sha256(bytes)])).rowCount).toBe(1);
		});
	});

	describe('of two accounts made one', () => {
		test('files, what they belong to and the quota they count in are the one that stays', async () => {
			const { durand, sophie } = here.world.people;
			const used = async (name: Name) => {
				const answer = await here.app.call('files.usage', here.world.actor(name), {});
				return answer.ok ? answer.value.used : null;
			};
			const [attached, loose] = [await here.give('sophie', 'g.txt', noise(1_000)), await here.give('sophie', 'h.txt', noise(500))];
			await inCommand('sophie', (ctx) => attach(ctx, [attached], 'essai', here.world.schoolA));
			const before = (await used('durand')) ?? 0;
			const pair = [durand, sophie].sort();
			await here.admin.query(`insert into directory.suspected_duplicate (first_id, second_id, reason) values ($1, $2, 'email')`, pair);
			expect(await here.app.call('directory.merge-duplicate', here.world.actor('principalA'), { keep: durand, drop: sophie })).toMatchObject({ ok: true });
			const { rows } = await here.admin.query<{ data: Record<string, unknown> }>(`select data from core.outbox where job = 'files.follow-person'`);
			const follow = here.app.jobs.find((job) => job.name === 'files.follow-person');
			for (let time = 0; time < 2; time++) for (const { data } of rows) await follow?.run(data);
			expect(await used('durand')).toBe(before + 1_500);
			expect(await used('sophie')).toBe(0);
			expect((await here.admin.query('select attached_by from files.use where file_id = $1', [attached])).rows).toEqual([{ attached_by: durand }]);
			expect([await status('durand', loose), await status('durand', attached)]).toEqual([200, 200]);
		});
	});

	describe('what is left over', () => {
		test('with its last use a file goes, and with the last file its bytes; a file in use cannot be taken back', async () => {
			const bytes = noise(3_000);
			const id = await here.give('durand', 'e.txt', bytes);
			const twin = await here.give('zoe', 'f.txt', bytes);
			await inCommand('durand', (ctx) => attach(ctx, [id], 'essai', here.world.otherClassA));
			expect(await here.app.call('files.remove-mine', here.world.actor('durand'), { id })).toMatchObject({ ok: false, code: 'file-in-use' });
			await here.app.database.system((db) => dropUses(db, 'essai', [here.world.otherClassA]));
			await sweep(here.tools);
			expect(await status('durand', id)).toBe(404);
			expect(await here.app.ports.files.store.size(sha256(bytes))).toBe(3_000);
			expect(await here.app.call('files.remove-mine', here.world.actor('zoe'), { id: twin })).toMatchObject({ ok: true });
			await sweep(here.tools);
			expect(await here.app.ports.files.store.size(sha256(bytes))).toBe(null);
		});

		test('an upload nobody touches for a day goes; a finished file, and one whose bytes are all here, never', async () => {
			const [half, whole, finished] = [idOf(await here.begin('lea', 10)), idOf(await here.begin('lea', 5)), await here.give('lea', 'g.txt', noise(7))];
			await here.app.ports.files.spool.append({ id: whole, from: 0, source: piecesOf(noise(5)), durable: () => Promise.resolve() });
			await here.admin.query('update files.file set received = size where id = $1', [whole]);
			await here.admin.query(`update files.file set expires_at = now() - interval '1 minute'`);
			await expire(here.tools);
			const left = await here.admin.query<{ id: string }>('select id from files.file where id = any ($1)', [[half, whole, finished]]);
			expect(left.rows.map((row) => row.id).sort()).toEqual([whole, finished].sort());
			expect(await reconcile(here.tools)).toBe(1);
			expect(await status('lea', whole)).toBe(200);
		});
	});
});

async function* piecesOf(bytes: Buffer): AsyncGenerator<Buffer> {
	yield bytes;
}
