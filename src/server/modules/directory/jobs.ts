import { sql } from 'kysely';
import type { Job, JobTools } from '#platform/jobs';
import { eraseDue } from './import/index.ts';

export function directoryJobs({ database, clock }: JobTools): Job[] {
	return [
		{
			// Files left half imported are gone within a day; counts of reading within hours.
			name: 'directory.forget',
			cron: '17 * * * *',
			async run() {
				const ago = (hours: number) => new Date(clock.now().getTime() - hours * 3_600_000);
				await database.system(async (db) => {
					await sql`delete from directory.csv_draft where created_at < ${ago(24)}`.execute(db);
					await sql`delete from directory.reading where since < ${ago(3)}`.execute(db);
				});
			}
		},
		{
			// Those suspended for 90 days, at night.
			name: 'directory.erase',
			cron: '40 3 * * *',
			async run() {
				await database.system((db) => eraseDue(db, clock.now()));
			}
		}
	];
}
