/**
 * `npm run load:deadline [-- pupils MB seconds]`: so many pupils hand in to one deadline on lines that drop (2,000, 5 MB and
 * 600 unless told), to the house as an operator runs it, with two web processes and its worker on a folder of its own.
 * Times are printed with the machine; what is lost makes it fail.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { cpus, loadavg, totalmem } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { badLine, type Drop } from '../support/bad-line.ts';
import { faultsOf, handIn, pupilsIn, Refused, type Done, type Pupil, noTries } from '../support/handing-in.ts';
import { giveSecret, peopleIn } from '../support/house-world.ts';
import { freePort, House } from '../support/house.ts';
import { giveWork } from '../support/works.ts';

const [PUPILS = 2_000, MEGABYTES = 5, SECONDS = 600] = process.argv.slice(2).map(Number);
const SIZE = MEGABYTES * 1_000_000;
/** One in so many closes the page once his bytes are there: the worker hands in for him. */
const LEAVES = 5;
/** Files read back at the same time. */
const READERS = 4;

const say = (text: string) => void process.stdout.write(text + '\n');
const machine = () =>
	`${cpus().length} cores (${cpus()[0]?.model ?? '?'}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, load ${loadavg()[0]?.toFixed(1) ?? '?'}, Node ${process.version}`;
function spread(values: readonly number[]): string {
	const sorted = values.toSorted((a, b) => a - b);
	const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);
	return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`;
}

/** 2 to 16 Mbit/s; two in three drop, on the way up after as much as a whole file, or before an answer is heard. */
function drop(): Drop {
	const rate = 250_000 + randomInt(1_750_000);
	const luck = Math.random();
	if (luck < 0.55) return { up: randomInt(SIZE), down: Infinity, rate };
	return { up: Infinity, down: luck < 0.67 ? randomInt(4_000) : Infinity, rate };
}

/** His own bytes, so that no two files are one in the store. */
const block = randomBytes(SIZE);
function work(at: number): Buffer {
	const bytes = Buffer.from(block);
	bytes.writeUInt32BE(at, 0);
	return bytes;
}
/** Milliseconds after the beginning: more and more towards the deadline. */
const moments = Array.from({ length: PUPILS }, () => Math.sqrt(Math.random()) * SECONDS * 1000).sort((a, b) => a - b);

const house = new House(await freePort(), { PREAU_LOG: 'error' });
giveSecret(house);
house.start();
try {
	await house.ready(170);
	const here = await peopleIn(house);
	await here.admin.query('update files.quota set bytes = 1e13');
	const pupils = await pupilsIn(here.admin, { id: here.world.classA, schoolId: here.world.schoolA }, PUPILS);
	const line = await badLine(house.port, drop);
	say(`# deadline · ${new Date().toISOString()} · ${machine()}; database, two web processes, worker, relay and pupils on that machine`);
	const began = Date.now();
	const dueAt = new Date(began + SECONDS * 1000 + 2_000);
	const assignmentId = await giveWork(here, { expects: ['file', 'text'], dueAt: dueAt.toISOString(), cutoffAt: dueAt.toISOString() });

	const done: Done[] = [];
	const failed: string[] = [];
	const tooLate: string[] = [];
	const tries = noTries();
	let underway = 0;
	let most = 0;
	const one = async (pupil: Pupil, at: number) => {
		await pause(moments[at] ?? 0);
		most = Math.max(most, ++underway);
		// All press at once: the moment counts, the bytes come when they can.
		await handIn(line.origin, pupil, assignmentId, [{ name: 'exposé.bin', bytes: work(at) }], { press: 'early', tries, leaves: at % LEAVES === 0 })
			// The bytes are not kept for two thousand at once: they are made again to compare.
			.then((handed) => done.push({ ...handed, works: [] }))
			.catch((error: unknown) => (error instanceof Refused && error.code === 'work-closed' ? tooLate.push(pupil.id) : failed.push(String(error))));
		underway -= 1;
	};
	await Promise.all(pupils.map(one));
	const took = (Date.now() - began) / 1000;
	line.close();

	const left = done.filter((handed) => handed.receipts.length === 0);
	const receipts = async () =>
		(
			await here.admin.query<{ id: string; at: Date; late: boolean }>(
				'select submission_id as id, issued_at as at, late from assignments.receipt join assignments.submission s on s.id = submission_id'
			)
		).rows;
	await house.until(async () => (await receipts()).length >= done.length, 1_200);
	const issued = new Map((await receipts()).map((row) => [row.id, row]));
	const after = (Date.now() - began) / 1000 - took;

	const key = await (await fetch(`${house.origin}/casier/cle.pem`)).text();
	const faults: string[] = [];
	const toRead = [...done];
	await Promise.all(
		Array.from({ length: READERS }, async () => {
			for (let handed = toRead.pop(); handed; handed = toRead.pop()) {
				const bytes = work(pupils.indexOf(handed.pupil));
				faults.push(...(await faultsOf(house.origin, key, { ...handed, works: [{ name: 'exposé.bin', bytes }] })));
				if (issued.get(handed.submissionId)?.late !== false) faults.push(`${handed.submissionId}: counted as late`);
			}
		})
	);
	// Who came too late had begun no upload in time: one that was begun is accepted, whatever answer was lost and however late the button was heard.
	const { rows: begun } = await here.admin.query<{ id: string }>('select distinct owner_id as id from files.file where owner_id = any ($1) and created_at <= $2', [tooLate, dueAt]);
	faults.push(...begun.map(({ id }) => `${id}: had begun in time, and was told that it was too late`));
	const resumed = done.reduce((times, handed) => times + (handed.told[0]?.resumed ?? 0), 0);
	say(
		`${PUPILS} pupils, ${MEGABYTES} MB each, within ${SECONDS} s: ${done.length} handed in in ${took.toFixed(0)} s (${(done.length / took).toFixed(1)}/s), at most ${most} at once`
	);
	say(`« Rendre » acknowledged: ${spread(done.map((handed) => handed.answered))}`);
	say(`receipt after the last byte, page open: ${spread(done.flatMap((handed) => handed.received ?? []))}`);
	say(
		`receipt after the last byte, page closed (${left.length}): ${spread(left.map((handed) => (issued.get(handed.submissionId)?.at.getTime() ?? Infinity) - handed.lastByteAt.getTime()))}; the last ${after.toFixed(0)} s after all were sent`
	);
	say(
		`lines: ${line.cuts} cut, ${resumed} uploads resumed, ${tries.again} questions asked again, ${(line.bytes / 1e9).toFixed(1)} GB sent for ${((done.length * SIZE) / 1e9).toFixed(1)} GB`
	);
	say(`${tooLate.length} came after the deadline and were told so, none of them with an upload begun in time`);
	say(`errors ${failed.length}, faults ${faults.length}: every receipt verified, every file read back; load at the end ${loadavg()[0]?.toFixed(1) ?? '?'}`);
	for (const what of [...failed, ...faults].slice(0, 20)) say(what);
	if (failed.length + faults.length > 0 || issued.size !== done.length || done.length + tooLate.length !== PUPILS) process.exitCode = 1;
	await here.close();
} finally {
	await house.close();
}
