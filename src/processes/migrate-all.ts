/** Bring modules and job queue up to date; an external server needs the owner's address only for this. */
import { loadConfig, type Config } from '#platform/config';
import { PreauError } from '#platform/failure';
import { addresses } from '#platform/installation';
import { migrateJobs } from '#platform/jobs';
import { migrate } from '#platform/migrate';
import { SYSTEM } from '#platform/roles';
import { composeApp } from './compose.ts';
import { pendingIn } from './schema.ts';

export async function migrateAll(config: Config = loadConfig(), log: (name: string) => void = () => undefined): Promise<void> {
	const where = addresses(config);
	const app = composeApp(config, where, { process: 'migrate', connections: 1 });
	try {
		if (where.owner === null) {
			const pending = await pendingIn(where, app.jobs);
			if (pending.length === 0) return;
			throw new PreauError(`La base de données attend ${pending.length} migration(s).`, 'Donnez DATABASE_OWNER_URL le temps de ce démarrage.');
		}
		const done = await migrate(where.owner, log);
		// Queues are rows: cheap to assert at each start, so that a new job has its queue.
		await migrateJobs(where.owner, app.jobs, SYSTEM);
		if (done.length > 0) log(`${done.length} migrations`);
	} finally {
		await app.close();
	}
}
