import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { refuse, refuseField } from '#kernel/errors';
import { id } from '#kernel/input';
import { provided } from '#kernel/policy';
import { colleagueIn } from '../giving/colleagues.ts';
import { edits, givers, headsSchool } from '../policy.ts';
import { authorStays, giveOver } from '../giving/taking-over.ts';

/** Who teaches with an author who has left, or stands in for him, goes on with the work as its author. */
export const takeOver = command({
	name: 'assignments.take-over',
	summary: 'Become the author of a work one prepares and marks, when its author has left the school',
	// The row of who has left is nobody's to change.
	as: 'system',
	input: v.object({ id }),
	allow: provided(
		givers,
		'of that work: who teaches with its author or stands in for him',
		async (ctx, input: { id: string }) => (await edits(ctx, input.id)) || refuse('not-found')
	),
	trial: (world) => ({ id: world.assignmentId }),
	async run(ctx, input) {
		if (await authorStays(ctx, input.id)) return refuse('conflict', { code: 'work-has-its-author' });
		const { school_id: schoolId } = await ctx.db.selectFrom('assignments.assignment').select('school_id').where('id', '=', input.id).forUpdate().executeTakeFirstOrThrow();
		await giveOver(ctx, [input.id], ctx.actor.id);
		ctx.audit({ subject: { type: 'assignment', id: input.id }, schoolId });
		return { id: input.id };
	}
});

const chosen = v.pipe(v.string('required'), v.minLength(1, 'required'), v.uuid('not-found'));

/** Everything somebody who left has given in a school, drafts and past years too, gets an author who is there. */
export const handOver = command({
	name: 'assignments.hand-over',
	summary: 'Name who takes over all works of a teacher who has left: by the head of the school',
	as: 'system',
	input: v.object({ teacherId: id, schoolId: id, personId: chosen }),
	allow: provided(givers, 'head of that school', (ctx: Context<Person>, input: { schoolId: string }) => headsSchool(ctx.actor, input.schoolId) || refuse('not-found')),
	trial: (world) => ({ teacherId: world.teacherId, schoolId: world.schoolId, personId: world.principalId }),
	async run(ctx, input) {
		const works = await ctx.db
			.selectFrom('assignments.assignment')
			.select('id')
			.where('owner_id', '=', input.teacherId)
			.where('school_id', '=', input.schoolId)
			.orderBy('id')
			.forUpdate()
			.execute();
		const [first] = works;
		if (!first) return refuse('not-found');
		if (await authorStays(ctx, first.id)) return refuse('conflict', { code: 'work-has-its-author' });
		if (!(await colleagueIn(ctx, input.schoolId, input.personId))) return refuseField('personId', 'not-a-colleague');
		await giveOver(
			ctx,
			works.map((work) => work.id),
			input.personId
		);
		ctx.audit({ subject: { type: 'person', id: input.teacherId }, schoolId: input.schoolId, details: { to: input.personId, works: works.length } });
		return { works: works.length };
	}
});
