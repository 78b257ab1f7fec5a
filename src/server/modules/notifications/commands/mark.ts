import { sql } from 'kysely';
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { anyPerson } from '#kernel/policy';

/** Other open pages of the same person show the new count. */
function tellOwnPages(ctx: Context<Person>): Promise<void> {
	return ctx.notify('notice', ctx.actor.id);
}

/** Look at one: it is read, and says where it leads. */
export const open = command({
	name: 'notifications.open',
	summary: 'Mark one notification as read and learn where it leads',
	audited: false,
	input: v.object({ id }),
	allow: anyPerson,
	trial: (world) => ({ id: world.nothing }),
	async run(ctx, input) {
		const event = await ctx.db
			.selectFrom('notifications.notice as n')
			.innerJoin('notifications.event as e', 'e.id', 'n.event_id')
			.select(['e.link', 'n.read_at'])
			.where('n.account_id', '=', ctx.actor.id)
			.where('n.event_id', '=', input.id)
			.executeTakeFirst();
		if (!event) return refuse('not-found');
		if (event.read_at === null) {
			await ctx.db.updateTable('notifications.notice').set({ read_at: ctx.now }).where('account_id', '=', ctx.actor.id).where('event_id', '=', input.id).execute();
			await tellOwnPages(ctx);
		}
		return { link: event.link };
	}
});

/** Read one without opening it, or unread it again. */
export const mark = command({
	name: 'notifications.mark',
	summary: 'Mark one notification as read or unread',
	audited: false,
	input: v.object({ id, as: v.picklist(['read', 'unread'], 'invalid') }),
	allow: anyPerson,
	trial: (world) => ({ id: world.nothing, as: 'read' as const }),
	async run(ctx, input) {
		const changed = await ctx.db
			.updateTable('notifications.notice')
			.set({ read_at: input.as === 'read' ? sql<Date>`coalesce(read_at, ${ctx.now})` : null })
			.where('account_id', '=', ctx.actor.id)
			.where('event_id', '=', input.id)
			.executeTakeFirst();
		if (changed.numUpdatedRows === 0n) return refuse('not-found');
		await tellOwnPages(ctx);
		return {};
	}
});

/** Everything that was there when the page was made; what came since stays unread. */
export const markAll = command({
	name: 'notifications.mark-all',
	summary: 'Mark every notification up to one as read',
	audited: false,
	input: v.object({ upTo: v.optional(id) }),
	allow: anyPerson,
	trial: () => ({}),
	async run(ctx, input) {
		const { numUpdatedRows } = await ctx.db
			.updateTable('notifications.notice')
			.set({ read_at: ctx.now })
			.where('account_id', '=', ctx.actor.id)
			.where('read_at', 'is', null)
			.$if(input.upTo !== undefined, (all) => all.where('event_id', '<=', input.upTo ?? ''))
			.executeTakeFirst();
		if (numUpdatedRows > 0n) await tellOwnPages(ctx);
		return { marked: Number(numUpdatedRows) };
	}
});
