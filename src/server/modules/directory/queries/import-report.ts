import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { id } from '#kernel/input';
import { itsAdministrator } from '../commands/local.ts';
import type { SchoolEvent, SchoolReport } from '../import/report.ts';

/** Nights shown: a fortnight of those that changed something here. */
const RUNS = 14;

const EVENTS: readonly SchoolEvent[] = ['arrivals', 'departures', 'returns', 'moves', 'classChanges', 'linkChanges', 'corrections'];

interface SchoolImport {
	run: number;
	status: 'planned' | 'applied' | 'refused' | 'failed' | 'undone';
	at: Date;
	/** Why it was refused or failed. */
	reason: string | null;
	events: { what: SchoolEvent; count: number; names: string[] }[];
}

/** What the académie's export changed in a school, with names, for those who can tell whether it is true. */
export const importReport = query({
	name: 'directory.import-report',
	summary: 'What the last imports changed in a school: who arrived, left, moved, changed class or family links',
	as: 'system',
	input: v.object({ school: id }),
	allow: itsAdministrator,
	trial: (world) => ({ school: world.schoolId }),
	async run(ctx, input) {
		const { rows } = await sql<Omit<SchoolImport, 'events'> & { events: SchoolReport['events'] }>`
			select r.id as run, r.status, r.started_at as at, r.reason, here.school -> 'events' as events
			from directory.import_run r
			cross join lateral (select school from jsonb_array_elements(case when jsonb_typeof(r.report -> 'schools') = 'array' then r.report -> 'schools' else '[]' end) school
				where school ->> 'id' = ${input.school} and school -> 'events' <> '{}') here
			order by r.id desc limit ${RUNS}`.execute(ctx.db);
		return rows.map((row): SchoolImport => ({
			...row,
			events: EVENTS.flatMap((what) => {
				const event = row.events[what];
				return event ? [{ what, count: event.count, names: event.samples }] : [];
			})
		}));
	}
});
