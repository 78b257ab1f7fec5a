import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Actor } from '#kernel/actor';
import type { Db } from '#kernel/context';
import { useTestApp } from '../../../tests/support/database.ts';
import { isConnectionLoss } from './connection-loss.ts';
import { openDatabase } from './database.ts';

const it = useTestApp();

/** One connection a role: whatever follows meets what the transaction before it left there. */
async function onOneConnection(work: (database: ReturnType<typeof openDatabase>) => Promise<void>): Promise<void> {
	const database = openDatabase({ app: it.addresses.app, system: it.addresses.system, connections: 1 });
	try {
		await work(database);
	} finally {
		await database.close();
	}
}

const person = (id: string): Actor => ({ kind: 'person', id, sessionId: id, roles: [], profile: 'teacher', locale: 'fr', pending: null, secondFactorAt: null });

async function account(db: Db): Promise<string | undefined> {
	const { rows } = await sql<{ account: string }>`select current_setting('preau.account', true) as account`.execute(db);
	return rows[0]?.account;
}

describe('a connection whose last transaction only read', () => {
	beforeAll(async () => {
		await it.admin.query('create table public.written (word text); grant insert on public.written to public');
	});

	const read = { role: 'actor', readOnly: true, keep: () => false } as const;

	test('tells the next transaction nothing of the person before', () =>
		onOneConnection(async (database) => {
			expect(await database.transaction({ ...read, actor: person('first') }, account)).toBe('first');
			expect(await database.transaction({ ...read, actor: person('second') }, account)).toBe('second');
			expect(await database.transaction({ ...read, actor: { kind: 'visitor', locale: 'fr' } }, account)).toBe('');
		}));

	test('lets the next one write, and keeps what it wrote', () =>
		onOneConnection(async (database) => {
			await database.transaction({ ...read, role: 'system', actor: person('first') }, account);
			await database.system((db) => sql`insert into public.written values ('kept')`.execute(db));
			expect((await it.admin.query("select word from public.written where word = 'kept'")).rows).toHaveLength(1);
		}));

	test('is outside any transaction when its client is handed out', () =>
		onOneConnection(async (database) => {
			await database.transaction({ ...read, role: 'system', actor: person('first') }, account);
			const client = await database.systemClient();
			try {
				await client.query("insert into public.written values ('handed')");
			} finally {
				client.release();
			}
			expect((await it.admin.query("select word from public.written where word = 'handed'")).rows).toHaveLength(1);
		}));

	test('holds no transaction once nothing more is asked', () =>
		onOneConnection(async (database) => {
			const pid = await database.transaction(
				{ ...read, actor: person('first') },
				async (db) => (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)).rows[0]?.pid
			);
			await vi.waitFor(async () => {
				expect((await it.admin.query('select state from pg_stat_activity where pid = $1', [pid])).rows).toEqual([{ state: 'idle' }]);
			});
		}));
});

describe('a connection that is lost', () => {
	const write = { role: 'actor', actor: person('writer'), readOnly: false, keep: () => true } as const;
	const terminate = (pid: number) => it.admin.query('select pg_terminate_backend($1)', [pid]);
	const pidOf = async (db: Db) => (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)).rows[0]?.pid ?? 0;

	test('while a statement runs: the transaction fails, and the next one works', () =>
		onOneConnection(async (database) => {
			const lost = database.transaction(write, async (db) => {
				const pid = await pidOf(db);
				const running = sql`select pg_sleep(30)`.execute(db);
				running.catch(() => undefined);
				await terminate(pid);
				return running;
			});
			await expect(lost).rejects.toSatisfy(isConnectionLoss);
			expect(await database.transaction(write, account)).toBe('writer');
		}));

	test('between two statements: the transaction fails, and the next one works', () =>
		onOneConnection(async (database) => {
			const lost = database.transaction(write, async (db) => {
				const pid = await pidOf(db);
				await terminate(pid);
				await vi.waitFor(async () => {
					expect((await it.admin.query('select 1 from pg_stat_activity where pid = $1', [pid])).rows).toEqual([]);
				});
				return account(db);
			});
			await expect(lost).rejects.toSatisfy(isConnectionLoss);
			expect(await database.transaction(write, account)).toBe('writer');
		}));

	test('to a server that falls silent: the transaction is given up, and the next one works', async () => {
		const door = createServer((near) => {
			const far = connect(join(it.addresses.app.host ?? '', '.s.PGSQL.5432'));
			near.on('error', () => far.destroy()).pipe(far);
			far
				.on('error', () => near.destroy())
				.on('data', (data: Buffer) => {
					if (!data.includes('the last thing said')) near.write(data);
				});
		}).listen(0, '127.0.0.1');
		await once(door, 'listening');
		const through = { host: '127.0.0.1', port: (door.address() as AddressInfo).port };
		const database = openDatabase({ app: { ...it.addresses.app, ...through }, system: { ...it.addresses.system, ...through }, connections: 1, longestMs: 500 });
		try {
			await expect(database.transaction(write, (db) => sql`select 'the last thing said'`.execute(db))).rejects.toSatisfy(isConnectionLoss);
			expect(await database.transaction(write, account)).toBe('writer');
		} finally {
			await database.close();
			door.close();
		}
	});
});
