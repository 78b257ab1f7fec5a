import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { flag, id } from '#kernel/input';
import { anyPerson } from '#kernel/policy';
import { KIND_NAMES, kindsFor } from '../kinds.ts';

const PAGE = 30;

/** One page of one's centre, the latest first: one range of an index. What was withdrawn stays where it had been read, and says so. */
export const list = query({
	name: 'notifications.list',
	summary: 'What one was told, the latest first, 30 a page',
	input: v.object({ before: v.optional(id), unread: flag, kind: v.optional(v.picklist(KIND_NAMES, 'not-found')) }),
	allow: anyPerson,
	trial: () => ({}),
	async run(ctx, input) {
		const rows = await ctx.db
			.selectFrom('notifications.notice as n')
			.innerJoin('notifications.event as e', 'e.id', 'n.event_id')
			.select(['e.id', 'e.kind', 'e.at', 'e.actor_name', 'e.subject', 'e.urgent', 'n.read_at', sql<boolean>`e.withdrawn_at is not null`.as('withdrawn')])
			.where('n.account_id', '=', ctx.actor.id)
			.$if(input.unread, (all) => all.where('n.read_at', 'is', null))
			.$if(input.kind !== undefined, (all) => all.where('e.kind', '=', input.kind ?? ''))
			.$if(input.before !== undefined, (all) => all.where('n.event_id', '<', input.before ?? ''))
			.orderBy('n.event_id', 'desc')
			.limit(PAGE + 1)
			.execute();
		const page = rows.slice(0, PAGE);
		return {
			/** What can come here, for the filters. */
			kinds: kindsFor(ctx.actor.roles.map((role) => role.profile)),
			notices: page.map((row) => ({
				id: row.id,
				kind: row.kind,
				at: row.at,
				from: row.actor_name,
				subject: row.withdrawn ? '' : row.subject,
				urgent: row.urgent,
				unread: row.read_at === null,
				withdrawn: row.withdrawn
			})),
			older: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null
		};
	}
});
