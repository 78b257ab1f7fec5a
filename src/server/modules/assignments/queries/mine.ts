import { sql } from 'kysely';
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { query } from '#kernel/definition';
import { id, page, whole } from '#kernel/input';
import { givenPupils } from '../for-whom.ts';
import { givers } from '../policy.ts';
import type { AssignmentKind } from '../tables.ts';
import { goesAt } from '../years/retention.ts';
import { unreturnedIn } from '../years/unreturned.ts';
import { schoolYear } from '../years/years.ts';

const PER_PAGE = 30;
const STAGES = ['current', 'draft', 'scheduled', 'past', 'archived'] as const;

export interface MyWork {
	id: string;
	kind: AssignmentKind;
	state: 'draft' | 'published';
	title: string;
	subject: string;
	number: number;
	/** « 5e B », « Latin 4e »; pupils by name are counted. */
	groups: string[];
	pupilsByName: number;
	opensAt: Date | null;
	dueAt: Date | null;
	cutoffAt: Date | null;
	/** Pupils it is for now, those who handed in or gave on paper, and works not yet looked at. */
	pupils: number;
	handedIn: number;
	toMark: number;
	late: number;
}

/** Work one gives or helps to give, by stage; what is due next comes first, what is over latest first. */
export const mine = query({
	name: 'assignments.mine',
	summary: 'Work one gives, with how many handed in and how many wait to be marked',
	/** A school year that is over is one list, whatever its stage. */
	input: v.object({
		stage: v.optional(v.picklist(STAGES), 'current'),
		groupId: v.fallback(v.optional(v.union([v.literal(''), id]), ''), ''),
		year: v.fallback(v.optional(v.union([v.literal(''), whole(2000, 2100)]), ''), ''),
		page
	}),
	allow: givers,
	trial: () => ({}),
	async run(ctx, input) {
		const now = ctx.now;
		const thisYear = schoolYear(now);
		const year = input.year === '' ? thisYear : input.year;
		const stage = {
			current: sql`a.state = 'published' and a.opens_at <= ${now} and a.archived_at is null and (a.due_at is null or coalesce(a.cutoff_at, a.due_at) >= ${now} or exists (
				select from assignments.hand_in h left join assignments.review r on r.assignment_id = a.id and r.pupil_id = h.pupil_id and r.state <> 'draft'
				where h.assignment_id = a.id and r.id is null))`,
			draft: sql`a.state = 'draft'`,
			scheduled: sql`a.state = 'published' and a.opens_at > ${now}`,
			past: sql`a.state = 'published' and a.archived_at is null and coalesce(a.cutoff_at, a.due_at) < ${now}`,
			archived: sql`a.archived_at is not null`
		}[input.stage];
		// A draft has no year: it gets one when it is given.
		const among =
			year < thisYear
				? sql`a.school_year = ${year} and a.state = 'published'`
				: sql`${input.stage === 'archived' || input.stage === 'draft' ? sql`true` : sql`a.school_year >= ${year}`} and ${stage}`;
		const order = input.stage === 'current' || input.stage === 'scheduled' ? sql`a.due_at asc nulls last` : sql`coalesce(a.due_at, a.updated_at) desc`;
		const { rows } = await sql<MyWork>`
			select a.id, a.kind, a.state, a.title, a.subject, a.number, a.opens_at as "opensAt", a.due_at as "dueAt", a.cutoff_at as "cutoffAt",
				array(select g.label from assignments.target t join directory.groups g on g.id = t.group_id where t.assignment_id = a.id order by g.label) as groups,
				(select count(*)::int from assignments.target t where t.assignment_id = a.id and t.pupil_id is not null) as "pupilsByName",
				(select count(distinct p.pupil_id)::int from (${givenPupils(sql`t.assignment_id = a.id`, sql`('pupil')`)}) p) as pupils,
				(select count(*)::int from (select h.pupil_id from assignments.hand_in h where h.assignment_id = a.id
					union select l.pupil_id from assignments.allowance l where l.assignment_id = a.id and l.on_paper_at is not null) d) as "handedIn",
				(select count(*)::int from assignments.hand_in h left join assignments.review r on r.assignment_id = a.id and r.pupil_id = h.pupil_id and r.state <> 'draft'
					where h.assignment_id = a.id and (r.id is null or r.verdict = 'revise' and h.handed_in_at > r.returned_at)) as "toMark",
				(select count(*)::int from assignments.hand_in h where h.assignment_id = a.id and h.late) as late
			from assignments.editor e join assignments.assignment a on a.id = e.assignment_id
			where e.person_id = ${ctx.actor.id} and ${among}
				${input.groupId ? sql`and exists (select from assignments.target t where t.assignment_id = a.id and t.group_id = ${input.groupId})` : sql``}
			order by ${order}, a.id limit ${PER_PAGE + 1} offset ${(input.page - 1) * PER_PAGE}`.execute(ctx.db);
		/** When the works of a past year are erased. */
		const goes = year < thisYear ? goesAt(year, ctx.ports.config.workYears) : null;
		return {
			stage: input.stage,
			year,
			thisYear,
			goes,
			/** Corrections no pupil has got. */
			unreturned: await unreturnedIn(ctx, year),
			items: rows.slice(0, PER_PAGE),
			page: input.page,
			more: rows.length > PER_PAGE,
			...(await filtersOf(ctx, year, year === thisYear))
		};
	}
});

/** The school years one has given work in, and the classes of one of them; drafts are of none, and stand with the present one. */
async function filtersOf(ctx: Context<Person>, year: number, drafts: boolean): Promise<{ years: number[]; groups: { id: string; label: string }[] }> {
	const { rows } = await sql<{ years: number[]; groups: { id: string; label: string }[] | null }>`
		with mine as (select a.id, a.school_year, a.state from assignments.editor e join assignments.assignment a on a.id = e.assignment_id where e.person_id = ${ctx.actor.id})
		select array(select distinct school_year from mine where state = 'published' order by 1 desc) as years,
			(select jsonb_agg(jsonb_build_object('id', g.id, 'label', g.label) order by g.label) from directory.groups g
				where g.id in (select t.group_id from assignments.target t join mine on mine.id = t.assignment_id where mine.state = 'published' and mine.school_year = ${year} or mine.state = 'draft' and ${drafts})) as groups`.execute(
		ctx.db
	);
	return { years: rows[0]?.years ?? [], groups: rows[0]?.groups ?? [] };
}
