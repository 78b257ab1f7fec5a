import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { anyPerson } from '#kernel/policy';

/** Counted no further: « 99+ ». */
const MOST = 100;

/** How many messages wait to be read. Asked by every page: it reads at most 100 lines of one small index. */
export const unreadCount = query({
	name: 'messaging.unread-count',
	summary: 'How many messages one has not read, counted up to 100',
	input: v.object({}),
	allow: anyPerson,
	trial: () => ({}),
	async run(ctx) {
		const { rows } = await sql<{ count: number }>`
			select count(*)::int as count from (
				select from messaging.entry where account_id = ${ctx.actor.id} and read_at is null and folder = 'inbox' limit ${MOST}) waiting`.execute(ctx.db);
		const count = rows[0]?.count ?? 0;
		return { count, label: count >= MOST ? `${MOST - 1}+` : String(count) };
	}
});
