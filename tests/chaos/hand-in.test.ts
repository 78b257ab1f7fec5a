/**
 * Promises 1, 2, 4 and 5 for the casier, with the house as an operator runs it and the client programs use: lines cut at
 * random bytes, web processes and the database killed, devices that sleep or have a wrong clock, the cut-off in the
 * middle of an upload. PREAU_HAND_IN_KILLS says how often something is killed, PREAU_HAND_INS how many hand in at least,
 * PREAU_REPLAYS how often « Rendre » is clicked.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { certified } from '../../src/server/modules/assignments/handing-in/receipts.ts';
import { badLine, type BadLine, type Drop } from '../support/bad-line.ts';
import { giveSecret, peopleIn, type HouseWorld } from '../support/house-world.ts';
import { freePort, House } from '../support/house.ts';
import {
	ask,
	faultsOf,
	handIn,
	headersOf,
	isSigned,
	noTries,
	pupilsIn,
	Refused,
	sum,
	type Answer,
	type Handed,
	type HandedIn,
	type Pupil,
	type Work
} from '../support/handing-in.ts';
import { nothingTold, send } from '../support/tus-client.ts';
import { giveWork } from '../support/works.ts';

const KILLS = Number(process.env.PREAU_HAND_IN_KILLS ?? 2);
const HAND_INS = Number(process.env.PREAU_HAND_INS ?? 16);
const REPLAYS = Number(process.env.PREAU_REPLAYS ?? 20);
/** Clicks of one form. */
const AT_A_TIME = 20;
/** Pupils at work at the same time. */
const AT_ONCE = 6;
const HOUR = 3_600_000;

const papers = mkdtempSync(join(tmpdir(), 'preau-receipts-'));
const later = join(papers, 'later');
const house = new House(await freePort(), {
	PREAU_TEST_LATER: later,
	NODE_OPTIONS: `--import=${pathToFileURL(fileURLToPath(new URL('../support/later.ts', import.meta.url))).href}`
});
let here: HouseWorld;
let line: BadLine;
let pupils: Pupil[];
let key = '';
const all: Handed[] = [];

/** Most connections are cut: in a head, in the bytes of a file, or in an answer. */
function drop(): Drop {
	const luck = Math.random();
	if (luck < 0.1) return { up: randomInt(2_000), down: Infinity };
	if (luck < 0.25) return { up: Infinity, down: randomInt(4_000) };
	return luck < 0.8 ? { up: randomInt(1_500_000), down: Infinity } : { up: Infinity, down: Infinity };
}
const works = (): Work[] => Array.from({ length: 1 + randomInt(2) }, (_, at) => ({ name: `page ${at + 1}.bin`, bytes: randomBytes(1 + randomInt(1_500_000)) }));
const idOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);
const clockGoesTo = async (ms: number) => {
	writeFileSync(later, String(ms));
	// Each process looks every 50 ms.
	await pause(200);
};
/** What the worker does each minute, now. */
const finishing = () => here.admin.query(`insert into core.outbox (job, data) values ('assignments.finish-hand-ins', '{}'); notify outbox`);
const receiptOf = (pupil: Pupil, submissionId: string) => ask<HandedIn['receipt']>(house.origin, pupil, 'receipt', { submissionId });

beforeAll(async () => {
	writeFileSync(later, '0');
	giveSecret(house);
	house.start();
	// Without a build of the pages, the first start makes one.
	await house.ready(170);
	await house.until(() => house.webs().length === 2 && house.pidsOf('worker ready').length === 1, 20);
	here = await peopleIn(house);
	pupils = await pupilsIn(here.admin, { id: here.world.classA, schoolId: here.world.schoolA }, AT_ONCE);
	await here.admin.query('update files.quota set bytes = 1e13');
	line = await badLine(house.port, drop);
	key = await (await fetch(`${house.origin}/casier/cle.pem`)).text();
}, 200_000);

afterAll(async () => {
	line.close();
	await here.close();
	await house.close();
	rmSync(papers, { recursive: true, force: true });
}, 30_000);

test(
	`${KILLS} times web processes or the database are killed while pupils hand in on lines that are cut: no acknowledged byte is lost, every receipt holds`,
	async () => {
		const work = await giveWork(here, { expects: ['file', 'text'] });
		const tries = noTries();
		let killing = true;
		let stopped = false;
		const pupilAtWork = async (pupil: Pupil) => {
			while (!stopped && (killing || all.length < HAND_INS))
				all.push(
					await handIn(line.origin, pupil, work, works(), {
						press: Math.random() < 0.5 ? 'early' : 'late',
						clicks: Math.random() < 0.3 ? 3 : 1,
						tries,
						...(Math.random() < 0.5 ? { piece: 200_000 } : {})
					})
				);
		};
		const killer = async () => {
			for (let kill = 0; kill < KILLS && !stopped; kill++) {
				const { answered } = tries;
				await pause(300 + randomInt(1_200));
				// On a machine with much to do it takes longer; a house that is never heard shows nothing.
				await house.until(() => tries.answered > answered, 60);
				if (kill % 3 === 1) process.kill(house.postgresPid(), 'SIGKILL');
				else for (const pid of house.webs().slice(kill % 2)) process.kill(pid, 'SIGKILL');
				await house.ready(40);
			}
			killing = false;
		};
		try {
			await Promise.all([...pupils.map(pupilAtWork), killer()]);
		} finally {
			stopped = true;
		}
		const faults = [];
		for (const done of all) faults.push(...(await faultsOf(house.origin, key, done)));
		expect(faults).toEqual([]);
		// One receipt for each hand-in, and no other.
		const { rows } = await here.admin.query<{ id: string }>('select submission_id as id from assignments.receipt');
		expect(rows.map((row) => row.id).sort()).toEqual(all.map((done) => done.submissionId).sort());
		// Interrupted many times, or this shows nothing.
		const resumed = all.reduce((times, done) => times + done.told.reduce((sum_, told) => sum_ + told.resumed, 0), 0);
		expect(resumed).toBeGreaterThan(HAND_INS / 4);
		process.stdout.write(`${KILLS} kills, ${line.cuts} lines cut, ${resumed} uploads resumed, ${all.length} hand-ins: nothing lost\n`);
	},
	60_000 + KILLS * 15_000 + HAND_INS * 2_000
);

test(
	`${REPLAYS} clicks, twenty at once through two processes, and each form again later, are one receipt each`,
	async () => {
		const [pupil] = pupils as [Pupil];
		for (let clicks = 0; clicks < REPLAYS; clicks += AT_A_TIME) {
			const done = await handIn(house.origin, pupil, await giveWork(here), works(), { press: 'late', clicks: AT_A_TIME });
			expect(done.receipts).toHaveLength(AT_A_TIME);
			const again = await ask<HandedIn>(line.origin, pupil, 'hand-in', { submissionId: done.submissionId, body: 'Autre chose.' });
			expect(again).toMatchObject({ state: 'handed-in', again: true });
			expect(new Set([...done.receipts, again.receipt].map((one) => one.signature)).size).toBe(1);
			expect(await faultsOf(house.origin, key, done)).toEqual([]);
			all.push(done);
		}
	},
	30_000 + REPLAYS * 300
);

test('a device that sleeps for an hour, over the cut-off: the upload goes on where it was, and what was begun in time counts', async () => {
	const [pupil, other] = pupils as [Pupil, Pupil];
	const assignmentId = await giveWork(here, { dueAt: new Date(Date.now() + HOUR / 4).toISOString(), cutoffAt: new Date(Date.now() + HOUR / 2).toISOString() });
	const bytes = randomBytes(3_000_000);
	const draft = await ask<{ id: string }>(house.origin, pupil, 'begin-submission', { assignmentId });
	const told = nothingTold();
	const sending = { bytes, origin: house.origin, headers: headersOf(pupil, house.origin), told, filename: 'île.bin', purpose: 'work', piece: 500_000 };
	await send({ ...sending, stopAt: 1_000_000 });
	const before = told.acknowledged;
	expect(before).toBeGreaterThanOrEqual(1_000_000);
	const pressed = await ask<Answer>(house.origin, pupil, 'hand-in', { submissionId: draft.id, files: [idOf(told.url)] });
	expect(pressed).toMatchObject({ state: 'sending', missing: 1 });
	// Who has begun nothing when the hour is over comes too late.
	const idle = await ask<{ id: string }>(house.origin, other, 'begin-submission', { assignmentId });
	for (const pid of house.webs().slice(1)) process.kill(pid, 'SIGKILL');
	await clockGoesTo(HOUR);
	try {
		await expect(ask(house.origin, other, 'hand-in', { submissionId: idle.id, body: 'Trop tard.' })).rejects.toMatchObject({ code: 'work-closed' } satisfies Partial<Refused>);
		const url = told.url;
		await send({ ...sending, url });
		expect(told).toMatchObject({ lost: [], creations: 1, url });
		// Nobody asks again: the worker hands it in by itself.
		await finishing();
		await expect
			.poll(
				() =>
					receiptOf(pupil, draft.id).then(
						() => 'there',
						() => 'not yet'
					),
				{ timeout: 15_000 }
			)
			.toBe('there');
		const receipt = await receiptOf(pupil, draft.id);
		const said = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(receipt.statement)?.[1] ?? '';
		expect(said('en retard')).toBe('non');
		expect(Date.parse(said('déposé')) - Date.parse(said('commencé'))).toBeGreaterThan(HOUR * 0.9);
		const done = { pupil, submissionId: draft.id, works: [{ name: 'île.bin', bytes }], told: [told], receipts: [] };
		expect(await faultsOf(house.origin, key, done)).toEqual([]);
		all.push(done);
	} finally {
		await clockGoesTo(0);
	}
}, 90_000);

test('what is committed has been flushed before it is said', async () => {
	const { rows } = await here.app.database.system((db) =>
		sql`select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') order by name`.execute(db)
	);
	expect(rows).toEqual(['fsync', 'full_page_writes', 'synchronous_commit'].map((name) => ({ name, setting: 'on' })));
	const roles = await here.admin.query(`select 1 from pg_db_role_setting, unnest(setconfig) one where one ~ 'synchronous_commit'`);
	expect(roles.rowCount).toBe(0);
});

test('the clock of the device counts for nothing, a day behind or ahead', async () => {
	const [pupil] = pupils as [Pupil];
	const day = (days: number) => new Date(Date.now() + days * 24 * HOUR);
	const lie = (at: Date) => ({ headers: { date: at.toUTCString(), 'last-modified': at.toUTCString(), 'x-date': at.toISOString() } });
	const claims = (at: Date) => ({ begunAt: at, handedInAt: at, now: at, at, late: false, dueAt: day(9), cutoffAt: day(9) });
	const open = await giveWork(here);
	const ahead = await ask<{ id: string }>(house.origin, pupil, 'begin-submission', { assignmentId: open, ...claims(day(30)) }, lie(day(30)));
	const began = Date.now();
	const done = await ask<HandedIn>(house.origin, pupil, 'hand-in', { submissionId: ahead.id, body: 'En avance ?', ...claims(day(30)) }, lie(day(30)));
	expect(done).toMatchObject({ state: 'handed-in', late: false });
	const times = [...done.receipt.statement.matchAll(/^(?:commencé|déposé): (.*)$/gm)].map(([, at = '']) => Date.parse(at));
	expect(times).toHaveLength(2);
	for (const at of times) expect(Math.abs(at - began)).toBeLessThan(30_000);
	const closed = await giveWork(here);
	const behind = await ask<{ id: string }>(house.origin, pupil, 'begin-submission', { assignmentId: closed });
	await here.admin.query(`update assignments.assignment set due_at = now() - interval '1 hour', cutoff_at = now() - interval '1 minute' where id = $1`, [closed]);
	await expect(ask(house.origin, pupil, 'hand-in', { submissionId: behind.id, body: 'À l’heure chez moi.', ...claims(day(-1)) }, lie(day(-1)))).rejects.toMatchObject({
		code: 'work-closed'
	});
});

test('every receipt there is verifies with the key alone, away from the house, and its files are on the disk as it says', async () => {
	const { rows } = await here.admin.query<{ number: string; statement: string; signature: string }>('select number, statement, signature from assignments.receipt');
	expect(rows.length).toBeGreaterThan(HAND_INS);
	const { store } = here.app.ports.files;
	for (const row of rows) {
		expect(isSigned(key, row), row.number).toBe(true);
		for (const file of certified(row.statement).files) {
			const parts: Buffer[] = [];
			for await (const part of await store.read(file.sha256)) parts.push(part as Buffer);
			const bytes = Buffer.concat(parts);
			expect([bytes.length, sum(bytes)], row.number).toEqual([file.size, file.sha256]);
		}
	}
	const [row] = rows as [(typeof rows)[number]];
	const paper = (name: string, content: string | Buffer) => {
		writeFileSync(join(papers, name), content);
		return join(papers, name);
	};
	const pem = paper('cle.pem', key);
	const signature = paper('accuse.sig', Buffer.from(row.signature, 'base64url'));
	// A folder of its own, where no house ever was.
	const away = { PREAU_DATA: join(papers, 'nowhere') };
	const verified = (text: string) => house.preau(['receipts', 'verify', paper('accuse.txt', text), signature, '--key', pem, '--json'], away);
	const genuine = verified(row.statement);
	expect([genuine.status, JSON.parse(genuine.stdout)]).toMatchObject([0, { genuine: true, number: row.number }]);
	// Beside the house its own keys are known, and OpenSSL 3 needs nothing of Préau.
	expect(house.preau(['receipts', 'verify', join(papers, 'accuse.txt'), signature]).status).toBe(0);
	const openssl = spawnSync('openssl', ['pkeyutl', '-verify', '-pubin', '-inkey', pem, '-rawin', '-in', join(papers, 'accuse.txt'), '-sigfile', signature], { encoding: 'utf8' });
	if (!openssl.error) expect(openssl.stdout).toContain('Signature Verified Successfully');
	const altered = verified(row.statement.replace('Élève', 'Eleve'));
	expect([altered.status, JSON.parse(altered.stdout)]).toMatchObject([1, { genuine: false, number: null }]);
}, 60_000);
