/** Changing work that is there: by its form, and while it is written. */
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { isRefusal, refuse, refuseField, type Refusal } from '#kernel/errors';
import { checkContent, columns, type Content } from './inputs.ts';
import { ANNOUNCE } from '../notices.ts';
import { setMaterial, targetsNow, writeTargets, yearFor, yearSaid } from './writing.ts';

/** Refused when a colleague, or another window, changed it meanwhile. Draft or published: the caller knows which it means. */
export async function change(ctx: Context<Person>, input: Content & { id: string; version: number }): Promise<{ id: string; version: number; schoolId: string } | Refusal> {
	const before = await ctx.db.selectFrom('assignments.assignment').selectAll().where('id', '=', input.id).forUpdate().executeTakeFirst();
	if (!before) return refuse('not-found');
	if (before.version !== input.version) return refuse('conflict', { code: 'work-changed-meanwhile' });
	const opensAt = input.opensAt ?? before.opens_at;
	const moved = await yearFor(ctx, before, opensAt);
	const year = before.state === 'published' ? (moved.school_year ?? before.school_year) : yearSaid(ctx, opensAt);
	const where = await checkContent(ctx, { ...input, kind: before.kind }, year, { schoolId: before.school_id, ...(await targetsNow(ctx, input.id)) });
	if (isRefusal(where)) return where;
	// What was handed in belongs to a school: work does not move.
	if (where.schoolId !== before.school_id) return refuseField('groupIds', 'not-of-this-school');
	const changed = { ...columns({ ...input, kind: before.kind }), opens_at: opensAt };
	if (before.state === 'published' && before.kind === 'work' && changed.due_at === null) return refuseField('dueAt', 'required');
	if (before.state === 'published' && changed.marking === 'points' && changed.most_points === null) return refuseField('mostPoints', 'required');
	await ctx.db
		.updateTable('assignments.assignment')
		.set({ ...changed, ...moved, version: before.version + 1, updated_at: ctx.now })
		.where('id', '=', input.id)
		.execute();
	const added = await writeTargets(ctx, input.id, before.school_id, input);
	const attached = await setMaterial(ctx, input.id, input.files);
	if (attached !== true) return attached;
	// Its opening moved, or it is for others too: they are told then. Who was told already is not told twice.
	if (before.state === 'published' && (added || changed.opens_at?.getTime() !== before.opens_at?.getTime()))
		await ctx.enqueue(ANNOUNCE, { assignmentId: input.id }, { startAfter: changed.opens_at ?? ctx.now });
	return { id: input.id, version: before.version + 1, schoolId: before.school_id };
}
