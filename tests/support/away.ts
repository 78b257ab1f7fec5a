/** The database of the journeys' server, away: nobody of ours may connect, and who was connected is cut off. */
import { APP, SYSTEM } from '#platform/roles';
import { asOwner } from './demo-admin.ts';

const ROLES = [APP, SYSTEM];

/** For as long as `work` takes; there again whatever happens. */
export async function whileDatabaseIsAway(work: () => Promise<void>): Promise<void> {
	await asOwner(async (admin) => {
		const limit = async (connections: number) => {
			for (const role of ROLES) await admin.query(`alter role ${role} connection limit ${connections}`);
		};
		try {
			await limit(0);
			await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = any ($1)', [ROLES]);
			await work();
		} finally {
			await limit(-1);
		}
	}, 'postgres');
}
