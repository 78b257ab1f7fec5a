/** The evening before: who has not handed in is reminded, once for each date that is his. */
import { sql } from 'kysely';
import { parisDay, parisInstant } from '#kernel/paris-time';
import type { JobTools } from '#platform/jobs';
import { givenPupils } from '../for-whom.ts';
import { tellReminder } from '../notices.ts';
import { schoolYear } from '../years/years.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Works due tomorrow, Paris time, with the pupils who have neither handed in nor given on paper; extensions have their own evening. */
export async function remindBeforeDue(tools: JobTools): Promise<number> {
	const now = tools.clock.now();
	// Noon: an hour more or less, when clocks change, is the same day.
	const noon = parisInstant(`${parisDay(now)}T12:00`).getTime();
	const [from, to] = [parisInstant(`${parisDay(new Date(noon + DAY_MS))}T00:00`), parisInstant(`${parisDay(new Date(noon + 2 * DAY_MS))}T00:00`)];
	return tools.database.system(async (db) => {
		const { rows } = await sql<{ id: string; title: string; schoolId: string; pupils: string[] }>`
			with due as (
				select a.id, a.title, a.school_id, a.due_at from assignments.assignment a
				where a.state = 'published' and a.kind = 'work' and a.opens_at <= ${now} and a.school_year = ${schoolYear(now)}
					and (a.due_at >= ${from} and a.due_at < ${to}
						or a.id in (select l.assignment_id from assignments.allowance l where l.due_at >= ${from} and l.due_at < ${to}))
			), for_whom as (
				select distinct g.assignment_id as work, g.pupil_id as pupil from (${givenPupils(sql`t.assignment_id in (select due.id from due)`)}) g
			)
			select d.id, d.title, d.school_id as "schoolId", array_agg(w.pupil order by w.pupil) as pupils
			from due d join for_whom w on w.work = d.id join directory.person p on p.id = w.pupil and p.kind = 'pupil' and p.status in ('active', 'blocked')
			left join assignments.allowance l on l.assignment_id = d.id and l.pupil_id = w.pupil
			where greatest(d.due_at, l.due_at) >= ${from} and greatest(d.due_at, l.due_at) < ${to} and l.on_paper_at is null
				and not exists (select from assignments.hand_in h where h.assignment_id = d.id and h.pupil_id = w.pupil)
				and not exists (select from assignments.submission s where s.assignment_id = d.id and s.pupil_id = w.pupil and s.state = 'sending')
			group by d.id, d.title, d.school_id`.execute(db);
		for (const work of rows) await tellReminder(db, work, parisDay(from), work.pupils, now);
		return rows.reduce((sum, work) => sum + work.pupils.length, 0);
	});
}
