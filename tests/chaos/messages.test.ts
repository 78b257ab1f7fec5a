/**
 * Promises 3 and 5: PostgreSQL killed with everything it has in hand while people write, and forms sent again
 * and again. What was acknowledged is there, once, in every mailbox. `PREAU_DATABASE_KILLS` and
 * `PREAU_REPLAYS` say how often.
 */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '#app';
import { loadConfig } from '#platform/config';
import { addresses, embedded, startServer } from '#platform/installation';
import { migrateJobs } from '#platform/jobs';
import { migrate } from '#platform/migrate';
import { connection, signalStop, superuser } from '#platform/postgres';
import { ensureRoles, OWNER, rolePassword, SYSTEM } from '#platform/roles';
import { composeApp } from '../../src/processes/compose.ts';
import type { TestApp } from '../support/database.ts';
import { messagingWorld } from '../support/messaging.ts';
import type { Name, World } from '../support/world.ts';

const KILLS = Number(process.env.PREAU_DATABASE_KILLS ?? 4);
const REPLAYS = Number(process.env.PREAU_REPLAYS ?? 400);
/** Writers at work at the same time: about 200 writes a second on two cores. */
const WRITERS = 8;
const DATABASE = 'preau';

const data = mkdtempSync(join(tmpdir(), 'preau-kills-'));
const config = loadConfig({ PREAU_DATA: data, PREAU_LOG: 'silent' });
const local = embedded(config);
let server: ChildProcess;
let app: App;
let admin: pg.Pool;
let world: World;

beforeAll(async () => {
	server = await startServer(local);
	await ensureRoles(config, connection(local, superuser, local.superuserPassword, 'postgres'), DATABASE);
	await migrate(connection(local, OWNER, rolePassword(config, OWNER), DATABASE));
	await migrateJobs(connection(local, OWNER, rolePassword(config, OWNER), DATABASE), [], SYSTEM);
	app = composeApp(config, addresses(config), { process: 'test', connections: WRITERS });
	admin = new pg.Pool({ ...connection(local, superuser, local.superuserPassword, DATABASE), max: 2 });
	// A killed server ends its idle connections; the pool makes new ones.
	admin.on('error', () => undefined);
	world = await messagingWorld({ app, admin, config, addresses: addresses(config), setNow: () => undefined } satisfies TestApp);
	// Those who may write most.
	await admin.query(`update directory.role set profile = 'principal' where person_id = any ($1::uuid[])`, [WRITING.map((name) => world.people[name])]);
}, 120_000);

afterAll(async () => {
	await app.close();
	await admin.end();
	const gone = once(server, 'exit');
	signalStop(server.pid ?? 0, 'fast');
	await gone;
	rmSync(data, { recursive: true, force: true });
}, 30_000);

const WRITING: readonly Name[] = ['durand', 'petit', 'staffA', 'principalA'];
const READERS: readonly Name[] = ['lea', 'sophie', 'tom', 'marc'];

interface Written {
	key: string;
	from: string;
	to: string[];
	body: string;
}

function letter(): Written & { actor: ReturnType<World['actor']> } {
	const name = WRITING[randomInt(WRITING.length)] ?? 'durand';
	const to = [...READERS].sort(() => randomInt(3) - 1).slice(0, 1 + randomInt(READERS.length));
	const actor = { ...world.actor(name), roles: [{ profile: 'principal' as const, schoolId: world.schoolA, delegate: false }] };
	return { actor, key: randomUUID(), from: actor.id, to: to.map((one) => world.people[one]).sort(), body: randomBytes(40).toString('base64url') };
}

/** True when Préau said « sent »; false when it could not say so: then it may be there or not, but never twice. */
async function send(one: ReturnType<typeof letter>): Promise<boolean> {
	try {
		const answer = await app.call('messaging.send', one.actor, { to: one.to.map((id) => `person:${id}`), subject: 'Essai', body: one.body, key: one.key });
		if (!answer.ok && answer.code === 'too-many-messages') throw new LimitReached();
		return answer.ok;
	} catch (error) {
		if (error instanceof LimitReached) throw error;
		return false;
	}
}
class LimitReached extends Error {}

/** What stands in the database for each key. */
async function standing(): Promise<Map<string, { body: string; from: string; people: string[]; times: number }>> {
	const { rows } = await admin.query<{ key: string; body: string; from: string; people: string[]; times: number }>(
		`select m.idempotency_key as key, min(m.body) as body, min(m.sender_id::text) as from, count(distinct m.id)::int as times,
			array_agg(e.account_id::text order by e.account_id) filter (where e.account_id is not null) as people
		from messaging.message m left join messaging.entry e on e.message_id = m.id group by 1`
	);
	return new Map(rows.map((row) => [row.key, row]));
}

/** Every line of what must be true, as differences: none is the promise. */
async function differences(acknowledged: readonly Written[], doubtful: readonly Written[]): Promise<string[]> {
	const there = await standing();
	const wrong: string[] = [];
	for (const one of [...acknowledged, ...doubtful]) {
		const found = there.get(one.key);
		if (!found) {
			if (acknowledged.includes(one)) wrong.push(`${one.key} was acknowledged and is missing`);
		} else if (found.times !== 1) wrong.push(`${one.key} stands ${found.times} times`);
		else if (found.body !== one.body || found.from !== one.from) wrong.push(`${one.key} is altered`);
		else if (JSON.stringify(found.people) !== JSON.stringify(one.to)) wrong.push(`${one.key} is not in every mailbox, or in others`);
	}
	return wrong;
}

async function untilBack(): Promise<void> {
	await expect.poll(() => app.database.ping(), { timeout: 30_000, interval: 50 }).toBe(true);
}

/** What was written was written the day before: the limit of a day is not what is tried here. */
async function anotherDay(): Promise<void> {
	await admin.query(`update messaging.message set sent_at = sent_at - interval '25 hours' where sent_at > now() - interval '25 hours'`);
}

test(
	`${KILLS} times PostgreSQL is killed while people write: what was acknowledged is there once, whole, in every mailbox`,
	async () => {
		const acknowledged: Written[] = [];
		const doubtful: Written[] = [];
		let writing = true;
		const write = async () => {
			while (writing) {
				const one = letter();
				if (await send(one)) acknowledged.push(one);
				else {
					doubtful.push(one);
					// As a person does: the same form again, when the page is back.
					await untilBack();
					if (await send(one)) acknowledged.push(...doubtful.splice(doubtful.indexOf(one), 1));
				}
			}
		};
		const writers = Array.from({ length: WRITERS }, write);
		const began = Date.now();
		for (let kill = 0; kill < KILLS; kill++) {
			const before = acknowledged.length;
			await expect.poll(() => acknowledged.length - before, { timeout: 30_000, interval: 20 }).toBeGreaterThan(randomInt(20, 120));
			const gone = once(server, 'exit');
			// The whole group: postmaster, backends and writers of the log, at the same moment.
			process.kill(-(server.pid ?? 0), 'SIGKILL');
			await gone;
			await pause(randomInt(5, 60));
			server = await startServer(local);
			await untilBack();
			await anotherDay();
		}
		writing = false;
		await Promise.all(writers);
		expect(await differences(acknowledged, doubtful)).toEqual([]);
		expect(acknowledged.length).toBeGreaterThan(KILLS * 20);
		process.stdout.write(
			`${KILLS} kills: ${acknowledged.length} messages acknowledged (${Math.round(acknowledged.length / ((Date.now() - began) / 1000))}/s), ${doubtful.length} never answered, none lost, none doubled\n`
		);
	},
	120_000 + KILLS * 20_000
);

test(
	`${REPLAYS} double clicks and replays send one message each form`,
	async () => {
		await anotherDay();
		const forms = Array.from({ length: Math.ceil(REPLAYS / 10) }, letter);
		const answers = new Map<string, Set<string>>();
		const clicks = forms.flatMap((form) => Array.from({ length: 10 }, () => form)).sort(() => randomInt(3) - 1);
		const click = async () => {
			for (let form = clicks.pop(); form; form = clicks.pop()) {
				const answer = await app.call('messaging.send', form.actor, { to: form.to.map((id) => `person:${id}`), subject: 'Essai', body: form.body, key: form.key });
				expect(answer.ok).toBe(true);
				if (answer.ok) answers.set(form.key, (answers.get(form.key) ?? new Set()).add(answer.value.messageId));
			}
		};
		await Promise.all(Array.from({ length: WRITERS * 2 }, click));
		expect([...answers.values()].every((ids) => ids.size === 1)).toBe(true);
		expect(await differences(forms, [])).toEqual([]);
	},
	60_000 + REPLAYS * 50
);
