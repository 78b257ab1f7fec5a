import { sql } from 'kysely';
import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { parisDay } from '#kernel/paris-time';
import { pupilsGiven } from '../for-whom.ts';
import { tellMissing } from '../notices.ts';
import { editorsInItsYear } from '../policy.ts';
import { nameOf } from '../names.ts';

/** Those who may still hand in and have not: a select of pupils. */
const missing = (assignmentId: string, now: Date) => sql`
	select distinct p.id from (${pupilsGiven(assignmentId)}) f
	join directory.person p on p.id = f.pupil_id and p.kind = 'pupil' and p.status in ('active', 'blocked')
	join assignments.assignment a on a.id = ${assignmentId}
	left join assignments.hand_in h on h.assignment_id = a.id and h.pupil_id = p.id
	left join assignments.allowance l on l.assignment_id = a.id and l.pupil_id = p.id
	where h.pupil_id is null and l.on_paper_at is null and greatest(a.due_at, a.cutoff_at, l.due_at, l.cutoff_at) >= ${now}`;

/** One press: pupils who have handed in nothing, and who answers for them, are told. Once a day; quiet hours hold. */
export const remindMissing = command({
	name: 'assignments.remind-missing',
	summary: 'Remind the pupils who have not handed in, and their guardians, at most once a day',
	// Guardians are nobody's to list for a teacher; they are only told.
	as: 'system',
	input: v.object({ id }),
	allow: editorsInItsYear,
	trial: (world) => ({ id: world.assignmentId }),
	async run(ctx, input) {
		const work = await ctx.db
			.selectFrom('assignments.assignment')
			.select(['id', 'title', 'school_id', 'state', 'opens_at'])
			.where('id', '=', input.id)
			.forUpdate()
			.executeTakeFirst();
		if (!work) return refuse('not-found');
		if (work.state !== 'published' || work.opens_at === null || work.opens_at > ctx.now) return refuse('conflict', { code: 'work-not-open' });
		const day = parisDay(ctx.now);
		const before = await ctx.db.selectFrom('assignments.reminder').select('day').where('assignment_id', '=', work.id).where('day', '=', day).executeTakeFirst();
		if (before) return refuse('conflict', { code: 'reminded-missing-today' });
		const { rows } = await sql<{ id: string; pupil: boolean }>`
			with pupils as (${missing(work.id, ctx.now)})
			select id, true as pupil from pupils
			union select g.guardian_id, false from directory.guardianship g join pupils p on p.id = g.pupil_id where g.legal > 0`.execute(ctx.db);
		const pupils = rows.filter((row) => row.pupil).length;
		if (pupils === 0) return refuse('conflict', { code: 'nobody-missing' });
		const people = new Set(rows.map((row) => row.id));
		await tellMissing(ctx, { id: work.id, title: work.title, schoolId: work.school_id, teacher: await nameOf(ctx.db, ctx.actor.id) }, day, [...people]);
		await ctx.db.insertInto('assignments.reminder').values({ assignment_id: work.id, day, sent_by: ctx.actor.id, pupils, people: people.size }).execute();
		ctx.audit({ subject: { type: 'assignment', id: work.id }, schoolId: work.school_id, details: { pupils, people: people.size } });
		return { pupils, people: people.size };
	}
});
