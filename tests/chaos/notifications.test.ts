/**
 * Promise 6: workers killed while they tell people. Nothing is lost in the centre, nobody is told twice, nothing is
 * told about something rolled back. `PREAU_CHAOS_KILLS` says how many are killed.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { announce } from '#modules/notifications';
import { embedded } from '#platform/installation';
import { migrateJobs } from '#platform/jobs';
import { connection } from '#platform/postgres';
import { OWNER, rolePassword, SYSTEM } from '#platform/roles';
import { useTestApp } from '../support/database.ts';
import { openOutside, type Outside } from '../support/outside.ts';

const KILLS = Number(process.env.PREAU_CHAOS_KILLS ?? 5);
/** Announced between two kills, to so many people each. */
const EVENTS = 6;
const PEOPLE = 15;
/** Lines one worker has in its hands at most: `BATCH` of the sender, and what waits for the same people. */
const IN_HAND = 100;

const here = useTestApp();
let outside: Outside;
let people: string[] = [];
let worker: ChildProcess;

beforeAll(async () => {
	outside = await openOutside();
	const database = String((here.addresses.system as { database?: string }).database);
	await migrateJobs(connection(embedded(here.config), OWNER, rolePassword(here.config, OWNER), database), here.app.jobs, SYSTEM);
	const { rows } = await here.admin.query<{ id: string }>(
		`insert into directory.person (kind, login, given_name, family_name) select 'adult', 'parent.' || n, 'Parent', 'P' || n from generate_series(1, 60) n returning id`
	);
	people = rows.map((row) => row.id);
	await here.admin.query(`insert into directory.role (person_id, profile) select unnest($1::uuid[]), 'guardian'`, [people]);
	await here.admin.query(`insert into identity.contact (person_id, email, email_verified_at) select p, p || '@exemple.fr', now() from unnest($1::uuid[]) p`, [people]);
	// Always open: what is announced leaves at once, whatever the hour of the test.
	await here.admin.query(
		`insert into directory.school (id, uai, name) values ('01900000-0000-7000-8000-00000000000a', '0920009Z', 'Collège ouvert');
		insert into notifications.school_hours values ('01900000-0000-7000-8000-00000000000a', null, '00:00', '00:00', false, false, now())`
	);
});
afterAll(async () => {
	worker.kill('SIGKILL');
	await outside.close();
});

async function start(): Promise<void> {
	const database = String((here.addresses.system as { database?: string }).database);
	worker = fork(fileURLToPath(new URL('../support/worker-child.ts', import.meta.url)), {
		env: { ...process.env, PREAU_DATA: here.config.data, PREAU_TEST_DATABASE: database, PREAU_TEST_JOBS: 'notifications.', SMTP_URL: outside.smtpUrl, PREAU_LOG: 'silent' },
		stdio: ['ignore', 'ignore', 'inherit', 'ipc']
	});
	await once(worker, 'message');
}

async function announceSome(kept: Map<string, string[]>): Promise<void> {
	for (let n = 0; n < EVENTS; n++) {
		const told = [...people].sort(() => randomInt(3) - 1).slice(0, PEOPLE);
		const rolledBack = n % 3 === 2;
		const key = randomUUID();
		await here.app.database
			.system(async (db) => {
				await announce(
					db,
					{
						kind: 'message',
						key,
						at: new Date(),
						actorName: 'Mme Durand',
						subject: rolledBack ? 'Annulé' : 'Gardé',
						link: '/messagerie',
						schoolId: '01900000-0000-7000-8000-00000000000a',
						subjectRef: 'message:x'
					},
					told
				);
				if (rolledBack) throw new Error('rolled back');
			})
			.catch((error: unknown) => {
				if ((error as Error).message !== 'rolled back') throw error;
			});
		if (!rolledBack) kept.set(key, told);
	}
}

/** Nothing waits any more, in the outbox, the queue or the channels. */
async function drained(): Promise<boolean> {
	const { rows } = await here.admin.query<{ left: number }>(
		`select (select count(*) from core.outbox) + (select count(*) from jobs.job where name = 'notifications.spread' and state in ('created', 'retry', 'active'))
		+ (select count(*) from notifications.delivery where claimed_at is null and channel = 'email') as left`
	);
	return Number(rows[0]?.left) === 0;
}

test(
	`${KILLS} workers are killed: nothing is lost in the centre, nobody is told twice, nothing is told about something rolled back`,
	async () => {
		const kept = new Map<string, string[]>();
		for (let kill = 0; kill < KILLS; kill++) {
			await start();
			await announceSome(kept);
			await pause(randomInt(20, 900));
			const gone = once(worker, 'exit');
			worker.kill('SIGKILL');
			await gone;
		}
		await start();
		await announceSome(kept);
		await expect.poll(drained, { timeout: 150_000, interval: 500 }).toBe(true);

		const notices = await here.admin.query<{ key: string; told: string[] }>(
			`select e.key, array_agg(n.account_id::text order by n.account_id) as told from notifications.event e join notifications.notice n on n.event_id = e.id where e.kind = 'message' group by e.key`
		);
		expect(new Map(notices.rows.map((row) => [row.key, row.told]))).toEqual(new Map([...kept].map(([key, told]) => [key, [...told].sort()])));

		const seen = new Map<string, number>();
		for (const mail of outside.mails) {
			expect(mail.text).not.toContain('Annulé');
			for (const [, event = ''] of mail.plain.matchAll(/\/notifications\/([0-9a-f-]{36})/g)) seen.set(`${mail.to} ${event}`, (seen.get(`${mail.to} ${event}`) ?? 0) + 1);
		}
		expect([...seen].filter(([, times]) => times > 1)).toEqual([]);
		const wanted = [...kept.values()].flat().length;
		// What a worker had in its hands when it died is not tried again: told in the centre, by mail perhaps.
		expect(wanted - seen.size).toBeLessThanOrEqual(KILLS * IN_HAND);
		expect(seen.size).toBeGreaterThan(0);
		process.stdout.write(`${KILLS} kills: ${wanted} notices, ${seen.size} told by mail, ${wanted - seen.size} in the hands of the dead\n`);
	},
	240_000 + KILLS * 15_000
);
