import * as v from 'valibot';
import { holds, PROFILES, type Person } from '#kernel/actor';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id, text } from '#kernel/input';
import { provided } from '#kernel/policy';
import { closers } from '../moderators.ts';
import { mayClose, mayReopen } from '../protection-policy.ts';

/** A form says « all » with an empty field. */
const orAll = <S extends v.GenericSchema>(one: S) =>
	v.optional(
		v.union([
			v.pipe(
				v.literal(''),
				v.transform(() => null)
			),
			one
		])
	);

/**
 * The kill switch: close messaging for a school, a profile, a profile of a school, or everywhere. Every
 * sending and reading asks this table in its own transaction: closed the moment this is committed.
 */
export const close = command({
	name: 'messaging.close',
	summary: 'Close messaging for a school, a profile or everywhere, with the reason people are shown',
	input: v.object({ schoolId: orAll(id), profile: orAll(v.picklist(PROFILES)), extent: v.picklist(['writing', 'all'], 'required'), reason: text(500) }),
	allow: provided(closers, 'of this school; for all schools, the département and the operator', (ctx: { actor: Person }, input: { schoolId?: string | null | undefined }) =>
		mayClose(ctx.actor, { schoolId: input.schoolId ?? null })
	),
	trial: (world) => ({ schoolId: world.schoolId, extent: 'writing' as const, reason: 'Insultes en chaîne' }),
	async run(ctx, input) {
		const closureId = ctx.id();
		const schoolId = input.schoolId ?? null;
		const profile = input.profile ?? null;
		if (schoolId && !(await ctx.db.selectFrom('directory.school').select('id').where('id', '=', schoolId).executeTakeFirst())) return refuse('not-found');
		await ctx.db
			.insertInto('messaging.closure')
			.values({
				id: closureId,
				school_id: schoolId,
				profile,
				extent: input.extent,
				reason: input.reason,
				above: holds(ctx.actor, 'department', 'operator'),
				closed_at: ctx.now,
				closed_by: ctx.actor.id
			})
			.execute();
		ctx.audit({ subject: { type: 'closure', id: closureId }, schoolId, details: { profile: profile ?? 'all', extent: input.extent } });
		return { closureId };
	}
});

/** Open again what was closed. A school does not open what was closed from above. */
export const reopen = command({
	name: 'messaging.reopen',
	summary: 'Open messaging again where it was closed',
	input: v.object({ closureId: id }),
	allow: provided(closers, 'who may close it', () => true),
	trial: (world) => ({ closureId: world.nothing }),
	async run(ctx, input) {
		const closure = await ctx.db.selectFrom('messaging.closure').select(['id', 'school_id', 'above', 'reopened_at']).where('id', '=', input.closureId).executeTakeFirst();
		if (!closure || !mayReopen(ctx.actor, { schoolId: closure.school_id, above: closure.above })) return refuse('not-found');
		if (!closure.reopened_at) await ctx.db.updateTable('messaging.closure').set({ reopened_at: ctx.now, reopened_by: ctx.actor.id }).where('id', '=', closure.id).execute();
		ctx.audit({ subject: { type: 'closure', id: closure.id }, schoolId: closure.school_id });
		return {};
	}
});
