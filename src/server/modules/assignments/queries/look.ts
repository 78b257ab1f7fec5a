import { teacherName } from '../names.ts';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { filesOf } from '#modules/files';
import { copiers } from '../giving/copying.ts';
import { MATERIAL } from '../giving/writing.ts';

/** What a work asks, to take it over: never who it was given to by name, nor what was handed in. */
export const look = query({
	name: 'assignments.look',
	summary: 'A work of one’s own or of a colleague, as it is asked, to take it over',
	input: v.object({ id }),
	allow: copiers,
	trial: (world) => ({ id: world.assignmentId }),
	async run(ctx, input) {
		const work = await ctx.db
			.selectFrom('assignments.assignment as a')
			.leftJoin('directory.person as p', 'p.id', 'a.owner_id')
			.select(['a.id', 'a.kind', 'a.title', 'a.subject', 'a.body', 'a.document', 'a.expects', 'a.minutes', 'a.grouped', 'a.marking', 'a.most_points as mostPoints'])
			.select(['a.competences', 'a.rubric', 'a.school_year as year', 'a.owner_id as ownerId', teacherName.as('teacher')])
			.where('a.id', '=', input.id)
			.executeTakeFirst();
		if (!work) return refuse('not-found');
		const { ownerId, ...asked } = work;
		return { ...asked, mine: ownerId === ctx.actor.id, files: (await filesOf(ctx, MATERIAL, [input.id])).get(input.id) ?? [] };
	}
});
