import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { anyPerson } from '#kernel/policy';

/** Counted no further: « 99+ ». */
const MOST = 100;

/** How much one was told and has not looked at. Asked by every page: at most 100 lines of one small index. */
export const unreadCount = query({
	name: 'notifications.unread-count',
	summary: 'How many notifications one has not looked at, counted up to 100',
	input: v.object({}),
	allow: anyPerson,
	trial: () => ({}),
	async run(ctx) {
		const { rows } = await sql<{ count: number }>`
			select count(*)::int as count from (select from notifications.notice where account_id = ${ctx.actor.id} and read_at is null limit ${MOST}) waiting`.execute(ctx.db);
		return { count: rows[0]?.count ?? 0 };
	}
});
