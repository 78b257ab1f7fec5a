/** A PostgreSQL that is not Préau's own, as docs/operator.md sets it up: the owner's address is given only to migrate. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer } from '#platform/installation';
import { migrations } from '#platform/migrate';
import { connection, describe as at, signalStop, superuser } from '#platform/postgres';
import { freePort, House } from '../support/house.ts';

const folder = mkdtempSync(join(tmpdir(), 'preau-external-'));
const foreign = at(folder, 'of somebody else');
const address = `postgres://localhost/preau?host=${encodeURIComponent(foreign.socket)}`;
const house = new House(await freePort(), { DATABASE_URL: address, DATABASE_OWNER_URL: '' });
const owner = { DATABASE_OWNER_URL: address };
let server: ChildProcess;

async function asSuperuser<T extends pg.QueryResultRow>(database: string, ...statements: string[]): Promise<T[]> {
	const client = new pg.Client(connection(foreign, superuser, foreign.superuserPassword, database));
	await client.connect();
	try {
		let rows: T[] = [];
		for (const statement of statements) ({ rows } = await client.query<T>(statement));
		return rows;
	} finally {
		await client.end();
	}
}

beforeAll(async () => {
	server = await startServer(foreign);
	writeFileSync(join(house.data, 'secret'), randomBytes(32).toString('base64') + '\n', { mode: 0o600 });
	const sql = house.preau(['database', 'roles']).stdout;
	// As psql would: « create database » cannot travel with others.
	const [roles = '', database = '', rest = ''] = sql.split(/^(?=create database|revoke all on database)/m);
	await asSuperuser('postgres', roles, database, rest);
}, 60_000);

afterAll(async () => {
	await house.close();
	if (server.pid !== undefined) {
		const gone = once(server, 'exit');
		signalStop(server.pid, 'fast');
		await gone;
	}
	rmSync(folder, { recursive: true, force: true });
}, 30_000);

test('with migrations pending and no owner, serve refuses in one line and says what to give', () => {
	const refused = house.preau(['serve']);
	expect(refused.status).toBe(1);
	expect(refused.stderr.split('\n').filter((line) => line.startsWith('preau'))).toEqual([expect.stringMatching(/attend \d+ migration\(s\).*DATABASE_OWNER_URL/)]);
	expect(refused.stderr).not.toContain('    at ');
}, 60_000);

test('with the owner it migrates and serves, also when two start at once; web and worker never know the owner', async () => {
	// Another machine on the same database: its own folder, the same secret.
	const beside = new House(await freePort(), { DATABASE_URL: address });
	copyFileSync(join(house.data, 'secret'), join(beside.data, 'secret'));
	house.start(undefined, owner);
	beside.start(undefined, owner);
	await Promise.all([house.ready(90), beside.ready(90)]);
	const migrated = [house, beside].flatMap((one) => [...one.log.matchAll(/"migration":"([^"]+\.sql)"/g)].map(([, name = '']) => name));
	expect(migrated.sort()).toEqual(
		migrations()
			.map((one) => one.name)
			.sort()
	);
	await beside.close();
	await house.until(() => house.pidsOf('worker ready').length === 1, 20);
	for (const pid of [...house.pidsOf('web ready'), ...house.pidsOf('worker ready')]) {
		expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toMatch(/DATABASE_OWNER_URL=./);
	}
	const users = await asSuperuser<{ usename: string }>(
		'preau',
		`select distinct usename from pg_stat_activity where datname = 'preau' and pid <> pg_backend_pid() order by usename`
	);
	expect(users).toEqual([{ usename: 'preau_app' }, { usename: 'preau_system' }]);
	expect(JSON.parse(house.preau(['directory', 'stats', '--json']).stdout)).toMatchObject({ people: 0 });
}, 180_000);

test('once up to date, it starts without the owner', async () => {
	await house.stop();
	house.start();
	await house.ready(60);
	expect(await house.status('/connexion')).toBe(200);
}, 90_000);
