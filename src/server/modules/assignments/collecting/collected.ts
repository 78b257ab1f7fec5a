/** Where each pupil stands with one work: for the list, for going from one to the next, and for the zip. */
import { sql } from 'kysely';
import type { Context } from '#kernel/context';
import { classOf, pupilsGiven } from '../for-whom.ts';
import { datesFor, windowAt, type Dates } from '../policy.ts';

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
	/** Who handed it in for him: one of his team. */
	handedInBy: string | null;
	/** All for whom it was handed in, or will be, himself too, by name; empty for who works alone. */
	team: { id: string; name: string }[];
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
	/** The pupil has looked at what came back. */
	seenReturnedAt: Date | null;
	/** A new version came after the correction. */
	handedInAgain: boolean;
	answers: number;
}

export const FILTERS = ['all', 'missing', 'late', 'not-seen', 'to-mark', 'marked'] as const;
export type CollectFilter = (typeof FILTERS)[number];

export const isIn = (one: Collected) => one.handedInAt !== null || one.onPaperAt !== null;
/** Handed in or on paper, and not marked yet, or handed in again since. */
export const isToMark = (one: Collected) => (isIn(one) && (one.review === null || one.review === 'draft')) || one.handedInAgain;

export function keepsOnly(filter: CollectFilter, one: Collected, now: Date, work: Dates): boolean {
	switch (filter) {
		case 'all':
			return true;
		case 'missing':
			return !isIn(one);
		case 'late':
			return one.late || (!isIn(one) && ['late', 'closed'].includes(windowAt(datesFor(work, one), now)));
		case 'not-seen':
			return one.seenAt === null && !isIn(one);
		case 'to-mark':
			return isToMark(one);
		case 'marked':
			return !isToMark(one) && (one.review === 'ready' || one.review === 'returned');
	}
}

const fullName = sql`q.given_name || ' ' || q.family_name`;

/** By family name. Who left the class after he handed in is there too. */
export async function collectedOf(ctx: Pick<Context, 'db'>, assignmentId: string, groupId: string): Promise<Collected[]> {
	const { rows } = await sql<Collected>`
		with for_whom as (${pupilsGiven(assignmentId)}), listed as (
			select pupil_id, array_remove(array_agg(group_id), null) as groups, false as gone from for_whom group by pupil_id
			union all select h.pupil_id, '{}', true from assignments.hand_in h where h.assignment_id = ${assignmentId} and h.pupil_id not in (select f.pupil_id from for_whom f)
		)
		select p.id as "pupilId", p.family_name as "familyName", p.given_name as "givenName", l.groups as "groupIds", l.gone,
			${classOf(sql`${assignmentId}`)} as "className",
			o.seen_at as "seenAt", h.submission_id as "submissionId", h.handed_in_at as "handedInAt", coalesce(h.late, false) as late,
			coalesce(cardinality(s.files), 0) as files, s.attempt,
			(select ${fullName} from directory.person q where q.id = s.pupil_id and q.id <> p.id) as "handedInBy",
			(select coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'name', ${fullName}) order by core.fold(q.family_name), core.fold(q.given_name), q.id), '[]')
				from directory.person q where q.id = any (case when s.id is null then t.pupil_ids when cardinality(s.pupil_ids) > 1 then s.pupil_ids end)) as team,
			exists (select from assignments.submission w where w.assignment_id = ${assignmentId} and w.pupil_id = p.id and w.state = 'sending') as sending,
			a.on_paper_at as "onPaperAt", a.due_at as "dueAt", a.cutoff_at as "cutoffAt", r.state as review, r.points, r.verdict,
			r.seen_at as "seenReturnedAt", coalesce(r.state = 'returned' and h.handed_in_at > r.returned_at, false) as "handedInAgain",
			(select count(*)::int from assignments.answer w where w.review_id = r.id) as answers
		from listed l join directory.person p on p.id = l.pupil_id and p.kind = 'pupil' and p.status in ('active', 'blocked')
		left join assignments.opening o on o.assignment_id = ${assignmentId} and o.pupil_id = p.id
		left join assignments.hand_in h on h.assignment_id = ${assignmentId} and h.pupil_id = p.id
		left join assignments.submission s on s.id = h.submission_id
		left join assignments.team t on t.assignment_id = ${assignmentId} and p.id = any (t.pupil_ids)
		left join assignments.allowance a on a.assignment_id = ${assignmentId} and a.pupil_id = p.id
		left join assignments.review r on r.assignment_id = ${assignmentId} and r.pupil_id = p.id
		${groupId ? sql`where ${groupId} = any (l.groups)` : sql``}
		order by core.fold(p.family_name), core.fold(p.given_name), p.id`.execute(ctx.db);
	return rows;
}
