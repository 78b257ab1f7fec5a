/**
 * Is the database as new as the code? A worker that was started again after an upgrade of the files alone is newer: it waits,
 * quietly, until the migrations it knows have been made. A database that is newer than the code is no reason to wait:
 * migrations only add.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Addresses } from '#platform/installation';
import { missingQueues, type Job } from '#platform/jobs';
import type { Log } from '#platform/log';
import { pendingMigrations } from '#platform/migrate';

/** How often it looks, in milliseconds. */
const EVERY_MS = 5_000;

/** What the owner of the schemas has to do before this code can work: migrations, and queues of new jobs. */
export async function pendingIn(where: Pick<Addresses, 'app' | 'system'>, jobs: readonly Pick<Job, 'name'>[]): Promise<string[]> {
	const migrations = await pendingMigrations(where.app);
	return migrations.length > 0 ? migrations : (await missingQueues(where.system, jobs)).map((name) => `jobs/${name}`);
}

/** One line when it has to wait, one when it goes on. Ends early when `signal` says so. */
export async function untilMigrated(where: Pick<Addresses, 'app' | 'system'>, jobs: readonly Pick<Job, 'name'>[], log: Log, signal: AbortSignal): Promise<void> {
	let said = false;
	for (;;) {
		const pending = await pendingIn(where, jobs);
		if (pending.length === 0) break;
		if (!said) log.warn({ pending: pending.length, first: pending[0] }, 'waiting for the database to be migrated: restart Préau, or run « preau doctor »');
		said = true;
		await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
		if (signal.aborted) return;
	}
	if (said) log.info('the database is migrated');
}
