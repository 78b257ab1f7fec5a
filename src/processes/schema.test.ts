/** A worker whose code is newer than the database: the real process, started as the supervisor starts it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, inject, test } from 'vitest';
import { migrateJobs } from '#platform/jobs';
import { SYSTEM } from '#platform/roles';
import { useTestApp } from '../../tests/support/database.ts';
import { pendingIn } from './schema.ts';

const here = useTestApp();
const data = mkdtempSync(join(tmpdir(), 'preau-worker-'));
const children: ChildProcess[] = [];
afterAll(() => {
	for (const child of children) child.kill('SIGKILL');
	rmSync(data, { recursive: true, force: true });
});

/** A worker on the database of this test, and the lines it says. */
function worker(): { child: ChildProcess; lines: () => string[]; ready: Promise<unknown> } {
	const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), {
		silent: true,
		env: {
			...process.env,
			PREAU_DATA: data,
			PREAU_SECRET: readFileSync(join(inject('data'), 'secret'), 'utf8').trim(),
			PREAU_LOG: 'info',
			DATABASE_URL: `postgres://localhost/${here.addresses.app.database}?host=${encodeURIComponent(here.addresses.app.host ?? '')}`
		}
	});
	children.push(child);
	let text = '';
	for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => (text += part.toString()));
	return { child, lines: () => text.split('\n').filter(Boolean), ready: once(child, 'message') };
}

async function lacking(): Promise<() => Promise<void>> {
	const { rows } = await here.admin.query<{ name: string; checksum: string }>(
		`delete from core.migration where name = (select max(name) from core.migration) returning name, checksum`
	);
	return async () => {
		for (const row of rows) await here.admin.query('insert into core.migration (name, checksum) values ($1, $2)', [row.name, row.checksum]);
	};
}

/** What the owner does at a start. */
const queues = () => migrateJobs(here.addresses.owner ?? here.addresses.system, here.app.jobs, SYSTEM);

test('waits with one line until the migrations it knows are made, then works; told to stop while it waits, it stops', async () => {
	const migrate = await lacking();
	const [one, other] = [worker(), worker()];
	let ready = false;
	void one.ready.then(() => (ready = true));
	for (const { lines } of [one, other]) await expect.poll(lines, { timeout: 20_000 }).toHaveLength(1);
	expect(one.lines()[0]).toContain('waiting for the database to be migrated');
	const gone = once(other.child, 'exit');
	other.child.kill('SIGTERM');
	expect(await gone).toEqual([0, null]);
	await migrate();
	// It has looked again by now; of the jobs it knows none has a queue.
	await new Promise((resolve) => setTimeout(resolve, 6_000));
	expect([ready, one.lines()]).toEqual([false, [expect.any(String)]]);
	expect((await pendingIn(here.addresses, here.app.jobs))[0]).toMatch(/^jobs\//);
	await queues();
	await one.ready;
	await expect.poll(() => one.lines().some((line) => line.includes('worker ready')), { timeout: 10_000 }).toBe(true);
	expect(one.lines().filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
	expect(await pendingIn(here.addresses, here.app.jobs)).toEqual([]);
}, 60_000);
