import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { filesOf } from '#modules/files';
import { parisWall } from '#kernel/paris-time';
import { daysLater } from '../giving/inputs.ts';
import { authorStays } from '../giving/taking-over.ts';
import { editorsOf } from '../policy.ts';
import { schoolYear } from '../years/years.ts';
import { MATERIAL } from '../giving/writing.ts';

/** As the form offers them. */
const GRACES = [1, 2, 7];

/** A work as its author writes it: everything the form holds, and whom it is for. */
export const sheet = query({
	name: 'assignments.sheet',
	summary: 'A work as it is prepared, for who gives it',
	input: v.object({ id }),
	allow: editorsOf,
	trial: (world) => ({ id: world.assignmentId }),
	async run(ctx, input) {
		const work = await ctx.db
			.selectFrom('assignments.assignment')
			.select([
				'id',
				'school_id as schoolId',
				'owner_id as ownerId',
				'kind',
				'title',
				'subject',
				'body',
				'document',
				'expects',
				'file_types as fileTypes',
				'most_files as mostFiles'
			])
			.select([
				'minutes',
				'grouped',
				'attempts',
				'marking',
				'most_points as mostPoints',
				'competences',
				'rubric',
				'release',
				'released_at as releasedAt',
				'state',
				'version',
				'number',
				'school_year as year'
			])
			.select(['opens_at as opensAt', 'due_at as dueAt', 'cutoff_at as cutoffAt', 'published_at as publishedAt', 'archived_at as archivedAt'])
			.where('id', '=', input.id)
			.executeTakeFirst();
		if (!work) return refuse('not-found');
		const { rows: targets } = await sql<{ groupId: string | null; pupilId: string | null; label: string }>`
			select t.group_id as "groupId", t.pupil_id as "pupilId", coalesce(g.label, p.given_name || ' ' || p.family_name) as label
			from assignments.target t left join directory.groups g on g.id = t.group_id left join directory.person p on p.id = t.pupil_id
			where t.assignment_id = ${input.id} order by t.group_id is null, label`.execute(ctx.db);
		const { rows: editors } = await sql<{ id: string; name: string; part: 'owner' | 'co-teacher' | 'replacement' }>`
			select e.person_id as id, coalesce(nullif(concat_ws(' ', p.title, nullif(p.given_name, ''), nullif(p.family_name, '')), ''), case when e.part = 'owner' then a.owner_name else '' end) as name, e.part
			from assignments.editor e join assignments.assignment a on a.id = e.assignment_id left join directory.person p on p.id = e.person_id where e.assignment_id = ${input.id} order by e.part <> 'owner', name`.execute(
			ctx.db
		);
		const files = (await filesOf(ctx, MATERIAL, [input.id])).get(input.id) ?? [];
		return {
			...work,
			targets,
			editors,
			files,
			mine: work.ownerId === ctx.actor.id,
			/** Its author is not of the school any more: one of the others may take it over. */
			orphan: !(await authorStays(ctx, input.id)),
			over: work.state === 'published' && work.year < schoolYear(ctx.now),
			/** As a form holds them: the clock of Paris, and late accepted in days where it is a number of days. */
			walls: { opensAt: wallOf(work.opensAt), dueAt: wallOf(work.dueAt), cutoffAt: wallOf(work.cutoffAt), grace: graceOf(work.dueAt, work.cutoffAt) }
		};
	}
});

const wallOf = (at: Date | null) => (at === null ? '' : parisWall(at));

function graceOf(dueAt: Date | null, cutoffAt: Date | null): string {
	if (dueAt === null || cutoffAt === null) return '0';
	const days = GRACES.find((one) => daysLater(dueAt, one).getTime() === cutoffAt.getTime());
	return days === undefined ? 'date' : String(days);
}
