import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import yauzl from 'yauzl';
import { coTeach, giveWork, handInWork, joinClass, runJobs, value } from '../../../../../tests/support/works.ts';
import { noise, sha256, STORES, useFileWorld } from '../../../../../tests/support/files.ts';
import type { Name } from '../../../../../tests/support/world.ts';
import { forgetArchives } from './archive-job.ts';

/** Path → bytes. */
async function unzip(bytes: Buffer): Promise<Map<string, Buffer>> {
	const zip = await yauzl.fromBufferPromise(bytes);
	const found = new Map<string, Buffer>();
	for await (const entry of zip.eachEntry()) {
		const parts: Buffer[] = [];
		for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
		found.set(entry.fileName, Buffer.concat(parts));
	}
	return found;
}

describe.each(STORES)('a zip kept in %s', (kept) => {
	const here = useFileWorld(kept);
	const as = (name: Name) => here.world.actor(name);
	const people = () => here.world.people;
	const ask = async (by: Name, what: object) => value(await here.app.call('assignments.ask-archive', as(by), what)).archiveId;
	const download = async (by: Name, id: string, headers = {}) => here.get(by, `/fichiers/archive/${id}`, headers);
	const whole = async (by: Name, id: string) => unzip(Buffer.from(await (await download(by, id)).arrayBuffer()));

	test('holds each pupil’s files by his name, texts, and a table; says how far it is and tells when it is ready', async () => {
		await joinClass(here, 'tom', 'pupil');
		const id = await giveWork(here);
		const [first, second] = [noise(300_000), noise(5)];
		await handInWork(here, id, 'lea', {
			files: [await here.give('lea', 'Île.TXT', first), await here.give('lea', 'autre.txt', second)],
			body: 'Un texte.',
			link: 'https://exemple.fr/ile'
		});
		await handInWork(here, id, 'tom', { link: 'https://exemple.fr/tom' });
		const archiveId = await ask('durand', { kind: 'work', id });
		// Asked again while it is made, it is the same.
		expect(await ask('durand', { kind: 'work', id })).toBe(archiveId);
		expect(value(await here.app.call('assignments.archive', as('durand'), { archiveId }))).toMatchObject({ state: 'waiting' });
		expect((await download('durand', archiveId)).status).toBe(404);
		expect(await runJobs(here, 'assignments.archive')).toBe(1);
		expect(value(await here.app.call('assignments.archive', as('durand'), { archiveId }))).toMatchObject({ state: 'ready', done: 4, total: 4, doneBytes: 300_005 });
		const files = await whole('durand', archiveId);
		const names = [...files.keys()].filter((name) => name !== 'resultats.csv');
		expect(names).toEqual(['5eB_MARTIN-Lea_devoir1_v1.txt', '5eB_MARTIN-Lea_devoir1_v1-2.txt', '5eB_MARTIN-Lea_devoir1_v1-3.txt']);
		expect(sha256(files.get(names[0] ?? '') ?? Buffer.alloc(0))).toBe(sha256(first));
		expect(files.get(names[2] ?? '')?.toString()).toBe('Un texte.\n\nhttps://exemple.fr/ile\n');
		const table = files.get('resultats.csv')?.toString() ?? '';
		expect(table).toMatch(/^\ufeffNom;Prénom;Classe;/);
		expect(table).toContain('https://exemple.fr/tom');
		expect(table).toContain('5eB_MARTIN-Lea_devoir1_v1-2.txt');
		const { rows } = await here.admin.query(`select n.account_id, e.link from notifications.notice n join notifications.event e on e.id = n.event_id where e.kind = 'archive'`);
		expect(rows).toEqual([{ account_id: people().durand, link: `/casier/zip/${archiveId}` }]);
		// Done twice, as after a killed worker, it is told once.
		await here.app.jobs.find((one) => one.name === 'assignments.archive')?.run({ archiveId });
		expect((await here.admin.query(`select 1 from notifications.notice n join notifications.event e on e.id = n.event_id where e.kind = 'archive'`)).rowCount).toBe(1);
		const folder = join(here.config.data, 'fichiers', 'zips');
		expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
	});

	test('holds what a team handed in once, under the names of all; the table says who did, a pupil’s own zip nobody else', async () => {
		const id = await giveWork(here, { grouped: true });
		value(await here.app.call('assignments.set-teams', as('durand'), { id, teams: [{ name: 'Équipe 1', pupilIds: [people().lea, people().tom] }] }));
		await handInWork(here, id, 'tom', { files: [await here.give('tom', 'expose.txt', noise(20))] });
		const archiveId = await ask('durand', { kind: 'work', id });
		await runJobs(here, 'assignments.archive');
		const files = await whole('durand', archiveId);
		const name = [...files.keys()].find((one) => one.endsWith('.txt')) ?? '';
		expect([files.size, name]).toEqual([2, expect.stringMatching(/^5eB_MARTIN-Lea\+PETIT-Tom_devoir\d+_v1\.txt$/)]);
		const table = files.get('resultats.csv')?.toString() ?? '';
		for (const who of ['Martin;Léa', 'Petit;Tom']) expect(table).toMatch(new RegExp(`${who};[^;]+;Léa Martin, Tom Petit;Tom Petit;`));
		expect(table.split(name)).toHaveLength(3);
		const own = await ask('lea', { kind: 'pupil', pupilId: people().lea });
		await runJobs(here, 'assignments.archive');
		expect([...(await whole('lea', own)).keys()].join()).not.toMatch(/tom/i);
	});

	test('goes on where it was cut, is nobody else’s, and ends with the right to it and with the day', async () => {
		const id = await giveWork(here);
		await coTeach(here, id, 'petit');
		await handInWork(here, id, 'lea', { files: [await here.give('lea', 'a.txt', noise(50_000))] });
		const archiveId = await ask('petit', { kind: 'work', id, groupId: here.world.classA });
		await runJobs(here, 'assignments.archive');
		const all = Buffer.from(await (await download('petit', archiveId)).arrayBuffer());
		const rest = await download('petit', archiveId, { range: 'bytes=20000-' });
		expect(rest.status).toBe(206);
		expect(Buffer.from(await rest.arrayBuffer()).equals(all.subarray(20_000))).toBe(true);
		expect((await download('petit', archiveId, { range: 'bytes=20000-', 'if-range': '"autre"' })).status).toBe(200);
		for (const name of ['durand', 'lea', 'sophie', 'blanc', 'principalA'] as const) expect((await download(name, archiveId)).status, name).toBe(404);
		expect((await download('petit', randomUUID())).status).toBe(404);
		// He does not teach it any more: what he prepared is not his either.
		await here.admin.query(`delete from assignments.editor where assignment_id = $1 and person_id = $2`, [id, people().petit]);
		expect((await download('petit', archiveId)).status).toBe(404);
		await coTeach(here, id, 'petit');
		expect((await download('petit', archiveId)).status).toBe(200);
		here.setNow(new Date(Date.now() + 25 * 3_600_000));
		expect(await here.app.call('assignments.open-archive', as('petit'), { archiveId })).toMatchObject({ ok: false, status: 404 });
		await forgetArchives(here.tools);
		expect(await here.app.ports.files.store.size(`${archiveId}.zip`)).toBe(null);
		here.setNow(null);
	});

	test('of a pupil’s year is his and his mother’s, with what came back, and nothing of the others', async () => {
		const id = await giveWork(here);
		await handInWork(here, id, 'lea', { body: 'De Léa' });
		await handInWork(here, id, 'tom', { body: 'De Tom' });
		value(await here.app.call('assignments.save-review', as('durand'), { id, pupilId: people().lea, revision: 0, body: 'Beau travail', intent: 'finish' }));
		value(await here.app.call('assignments.save-review', as('durand'), { id, pupilId: people().tom, revision: 0, body: 'Pour Tom' }));
		for (const by of ['lea', 'sophie'] as const) {
			const archiveId = await ask(by, { kind: 'pupil', pupilId: people().lea });
			await runJobs(here, 'assignments.archive');
			const files = await whole(by, archiveId);
			// Files sent by other tests are noise, in which any three letters may stand.
			const text = [...files.keys(), ...[...files.values()].filter((bytes) => bytes.length < 200)].join('\n');
			expect(text).toContain('De Léa');
			expect(text).toContain('Beau travail');
			expect(text).not.toContain('Tom');
		}
		for (const by of ['tom', 'marc', 'blanc', 'principalA'] as const)
			expect(await here.app.call('assignments.ask-archive', as(by), { kind: 'pupil', pupilId: people().lea }), by).toMatchObject({ ok: false });
		const ofClass = await ask('durand', { kind: 'class', groupId: here.world.classA });
		await runJobs(here, 'assignments.archive');
		const names = [...(await whole('durand', ofClass)).keys()];
		expect(names).toContainEqual(expect.stringMatching(/^devoir\d+_Redaction-Mon-ile\/5eB_MARTIN-Lea_devoir\d+_v1\.txt$/));
		expect(names).toContainEqual(expect.stringMatching(/^devoir\d+_Redaction-Mon-ile\/retours\/5eB_MARTIN-Lea_devoir\d+_v1_retour\.txt$/));
		for (const by of ['blanc', 'lea', 'principalA'] as const)
			expect((await here.app.call('assignments.ask-archive', as(by), { kind: 'class', groupId: here.world.classA })).ok, by).toBe(false);
	});
});
