/** What follows by itself when people come and go, and when a year ends. */
import { sql } from 'kysely';
import type { Job, JobTools } from '#platform/jobs';
import { GIVES } from './giving/colleagues.ts';
import { tellNewcomers } from './giving/newcomers.ts';
import { announceFarewells, eraseWorks } from './years/retention.ts';
import { warnUnreturned } from './years/unreturned.ts';
import { endsSoon, endYears } from './years/year-ends.ts';
import { schoolYear } from './years/years.ts';

export function peopleJobs(tools: JobTools): Job[] {
	return [
		{
			name: 'assignments.tell-newcomers',
			cron: '23 * * * *',
			async run() {
				// Who comes in July with the classes of the next year is told nothing of the works of the one before.
				if (endsSoon(tools.clock.now())) await endYears(tools);
				await tellNewcomers(tools);
			}
		},
		{
			name: 'assignments.end-year',
			cron: '12 0 * * *',
			async run() {
				await endYears(tools);
				await endStandIns(tools);
				await keepNames(tools);
			}
		},
		{ name: 'assignments.warn-unreturned', cron: '30 7 * * *', run: () => warnUnreturned(tools) },
		{
			name: 'assignments.retention',
			cron: '40 2 * * *',
			async run() {
				await announceFarewells(tools);
				await eraseWorks(tools);
			}
		}
	];
}

/** A replacement ends with the school year at the latest: the class of the next one is another. */
export async function endStandIns({ database, clock }: JobTools): Promise<void> {
	await database.system(async (db) => {
		await sql`with over as (delete from assignments.stand_in where school_year < ${schoolYear(clock.now())} returning teacher_id, group_id, stand_in_id)
			delete from assignments.editor e using over o, assignments.assignment a, assignments.target t
			where e.part = 'replacement' and e.person_id = o.stand_in_id and a.id = e.assignment_id and a.owner_id = o.teacher_id
				and t.assignment_id = a.id and t.group_id = o.group_id`.execute(db);
	});
}

/** The names of authors as long as they are of the school; who leaves keeps the one he had. */
export async function keepNames({ database }: JobTools): Promise<void> {
	await database.system((db) =>
		sql`update assignments.assignment a set owner_name = concat_ws(' ', p.title, p.family_name) from directory.person p
			where p.id = a.owner_id and p.family_name <> '' and a.owner_name is distinct from concat_ws(' ', p.title, p.family_name)
				and (a.owner_name = '' or exists (select from directory.role r where r.person_id = p.id and r.school_id = a.school_id and r.profile in ${GIVES}))`.execute(db)
	);
}
