import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { datesFor, editorsOf, windowAt } from '../policy.ts';

export interface Collected {
	pupilId: string;
	familyName: string;
	givenName: string;
	/** The class through which he has the work, or of which he is. */
	className: string | null;
	groupIds: string[];
	seenAt: Date | null;
	submissionId: string | null;
	handedInAt: Date | null;
	late: boolean;
	files: number;
	attempt: number | null;
	/** Begun in time, its bytes still on their way. */
	sending: boolean;
	onPaperAt: Date | null;
	/** His own dates, where they differ. */
	dueAt: Date | null;
	cutoffAt: Date | null;
	/** Not in the class any more: he handed in before he left. */
	gone: boolean;
	review: 'draft' | 'ready' | 'returned' | null;
	points: number | null;
	verdict: 'accepted' | 'revise' | null;
}

/** Who handed in, who is late, who has not opened it: one page a work, by name. */
export const collect = query({
	name: 'assignments.collect',
	summary: 'Where each pupil stands with a work one gives: handed in, late, not opened, on paper, marked',
	input: v.object({ id, groupId: v.optional(v.union([v.literal(''), id]), '') }),
	allow: editorsOf,
	trial: (world) => ({ id: world.assignmentId }),
	async run(ctx, input) {
		const work = await ctx.db
			.selectFrom('assignments.assignment')
			.select([
				'id',
				'kind',
				'title',
				'subject',
				'number',
				'state',
				'marking',
				'most_points as mostPoints',
				'release',
				'released_at as releasedAt',
				'grouped',
				'attempts',
				'version'
			])
			.select(['opens_at as opensAt', 'due_at as dueAt', 'cutoff_at as cutoffAt', 'archived_at as archivedAt', 'school_id as schoolId'])
			.where('id', '=', input.id)
			.executeTakeFirst();
		if (!work) return refuse('not-found');
		const { rows: groups } = await sql<{ id: string; label: string }>`
			select g.id, g.label from assignments.target t join directory.groups g on g.id = t.group_id where t.assignment_id = ${input.id} order by g.label`.execute(ctx.db);
		const { rows } = await sql<Collected>`
			with for_whom as (
				select t.pupil_id, null::uuid as group_id from assignments.target t where t.assignment_id = ${input.id} and t.pupil_id is not null
				union all select m.person_id, t.group_id from assignments.target t join directory.membership m on m.group_id = t.group_id and m.role in ('pupil', 'member')
					where t.assignment_id = ${input.id}
			), listed as (
				select pupil_id, array_remove(array_agg(group_id), null) as groups, false as gone from for_whom group by pupil_id
				union all select h.pupil_id, '{}', true from assignments.hand_in h where h.assignment_id = ${input.id} and h.pupil_id not in (select f.pupil_id from for_whom f)
			)
			select p.id as "pupilId", p.family_name as "familyName", p.given_name as "givenName", l.groups as "groupIds", l.gone,
				(select g.label from directory.membership m join directory.groups g on g.id = m.group_id and g.kind = 'class' and g.status = 'active'
					where m.person_id = p.id and m.role = 'pupil' order by g.label limit 1) as "className",
				o.seen_at as "seenAt", h.submission_id as "submissionId", h.handed_in_at as "handedInAt", coalesce(h.late, false) as late,
				coalesce(cardinality(s.files), 0) as files, s.attempt,
				exists (select from assignments.submission w where w.assignment_id = ${input.id} and w.pupil_id = p.id and w.state = 'sending') as sending,
				a.on_paper_at as "onPaperAt", a.due_at as "dueAt", a.cutoff_at as "cutoffAt", r.state as review, r.points, r.verdict
			from listed l join directory.person p on p.id = l.pupil_id and p.kind = 'pupil' and p.status in ('active', 'blocked')
			left join assignments.opening o on o.assignment_id = ${input.id} and o.pupil_id = p.id
			left join assignments.hand_in h on h.assignment_id = ${input.id} and h.pupil_id = p.id
			left join assignments.submission s on s.id = h.submission_id
			left join assignments.allowance a on a.assignment_id = ${input.id} and a.pupil_id = p.id
			left join assignments.review r on r.assignment_id = ${input.id} and r.pupil_id = p.id
			${input.groupId ? sql`where ${input.groupId} = any (l.groups)` : sql``}
			order by core.fold(p.family_name), core.fold(p.given_name), p.id`.execute(ctx.db);
		const window = windowAt(work, ctx.now);
		const pupils = rows.map((row) => ({ ...row, window: windowAt(datesFor(work, row), ctx.now) }));
		const done = pupils.filter((one) => one.handedInAt !== null || one.onPaperAt !== null);
		return {
			work: { ...work, window },
			groups,
			groupId: input.groupId,
			pupils,
			counts: {
				pupils: pupils.length,
				handedIn: done.length,
				late: pupils.filter((one) => one.late).length,
				missing: pupils.length - done.length,
				notSeen: pupils.filter((one) => one.seenAt === null && one.handedInAt === null && one.onPaperAt === null).length,
				toMark: pupils.filter((one) => one.handedInAt !== null && (one.review === null || one.review === 'draft')).length
			}
		};
	}
});
