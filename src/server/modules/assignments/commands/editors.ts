import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { refuse, refuseField } from '#kernel/errors';
import { id } from '#kernel/input';
import { provided, type Policy } from '#kernel/policy';
import { colleagueIn } from '../giving/colleagues.ts';
import { edits, givers, headsSchool } from '../policy.ts';

/** The work's school, for its author (as long as he is of that school) and for the head; null for others. */
async function decidesFor(ctx: Context<Person>, assignmentId: string): Promise<string | null> {
	const work = await ctx.db.selectFrom('assignments.assignment').select(['school_id', 'owner_id']).where('id', '=', assignmentId).executeTakeFirst();
	if (!work) return null;
	const owns = work.owner_id === ctx.actor.id && (await edits(ctx, assignmentId));
	return owns || headsSchool(ctx.actor, work.school_id) ? work.school_id : null;
}

const deciders: Policy<{ id: string }, Person> = provided(
	givers,
	'the author of that work, or the head of its school',
	async (ctx, input: { id: string }) => (await decidesFor(ctx, input.id)) !== null || ((await edits(ctx, input.id)) ? refuse('forbidden') : refuse('not-found'))
);

/** Somebody who teaches with the author: prepares, reads and marks the work as he does. The head names one when the author has left. */
export const addEditor = command({
	name: 'assignments.add-editor',
	summary: 'Let a colleague of the school prepare, read and mark a work too',
	input: v.object({ id, personId: v.pipe(v.string('required'), v.minLength(1, 'required'), v.uuid('not-a-colleague')) }),
	allow: deciders,
	trial: (world) => ({ id: world.assignmentId, personId: world.teacherId }),
	async run(ctx, input) {
		const schoolId = await decidesFor(ctx, input.id);
		if (schoolId === null) return refuse('not-found');
		if (!(await colleagueIn(ctx, schoolId, input.personId))) return refuseField('personId', 'not-a-colleague');
		const there = await ctx.db.selectFrom('assignments.editor').select('part').where('assignment_id', '=', input.id).where('person_id', '=', input.personId).executeTakeFirst();
		if (!there) await ctx.db.insertInto('assignments.editor').values({ assignment_id: input.id, person_id: input.personId, part: 'co-teacher', added_at: ctx.now }).execute();
		ctx.audit({ subject: { type: 'assignment', id: input.id }, schoolId, details: { added: input.personId } });
		return {};
	}
});

/** Its author stays; a colleague leaves by himself, or is taken off by the author or the head. */
export const removeEditor = command({
	name: 'assignments.remove-editor',
	summary: 'Take a colleague off a work, or leave it oneself',
	input: v.object({ id, personId: id }),
	allow: provided(givers, 'who is on that work himself, its author, the head of its school', async (ctx, input: { id: string; personId: string }) => {
		const on = await edits(ctx, input.id);
		if ((await decidesFor(ctx, input.id)) !== null || (on && input.personId === ctx.actor.id)) return true;
		return on ? refuse('forbidden') : refuse('not-found');
	}),
	trial: (world) => ({ id: world.assignmentId, personId: world.teacherId }),
	async run(ctx, input) {
		const row = await ctx.db
			.selectFrom('assignments.editor')
			.select(['part', 'school_id'])
			.where('assignment_id', '=', input.id)
			.where('person_id', '=', input.personId)
			.executeTakeFirst();
		if (!row) return {};
		if (row.part === 'owner') return refuse('conflict', { code: 'work-keeps-its-author' });
		await ctx.db.deleteFrom('assignments.editor').where('assignment_id', '=', input.id).where('person_id', '=', input.personId).execute();
		ctx.audit({ subject: { type: 'assignment', id: input.id }, schoolId: row.school_id, details: { removed: input.personId } });
		return {};
	}
});
