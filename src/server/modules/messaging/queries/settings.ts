import * as v from 'valibot';
import { query } from '#kernel/definition';
import { anyPerson } from '#kernel/policy';
import { fullName } from '../words.ts';

const SHOWN = 20;

/** What one chose for one's messaging, and what became of what one reported. */
export const settings = query({
	name: 'messaging.settings',
	summary: 'One’s absence, whom one has blocked, and what became of one’s reports',
	input: v.object({}),
	allow: anyPerson,
	trial: () => ({}),
	async run(ctx) {
		const me = ctx.actor.id;
		const [absence, blocked, reports] = await Promise.all([
			ctx.db.selectFrom('messaging.absence').select(['starts_on as from', 'ends_on as until', 'body']).where('account_id', '=', me).executeTakeFirst(),
			ctx.db
				.selectFrom('messaging.block as b')
				.leftJoin('directory.person as p', 'p.id', 'b.blocked_id')
				.select(['b.blocked_id as id', 'b.blocked_at as at', 'p.kind', 'p.title', 'p.given_name', 'p.family_name'])
				.where('b.account_id', '=', me)
				.orderBy('b.blocked_at', 'desc')
				.execute(),
			ctx.db
				.selectFrom('messaging.report')
				.select(['id', 'reported_at as at', 'status', 'evidence'])
				.where('reporter_id', '=', me)
				.orderBy('reported_at', 'desc')
				.limit(SHOWN)
				.execute()
		]);
		return {
			absence: absence ?? null,
			blocked: blocked.map((row) => ({
				id: row.id,
				at: row.at,
				/** Empty where the directory no longer shows him. */
				name: row.kind ? fullName({ kind: row.kind, title: row.title, given_name: row.given_name ?? '', family_name: row.family_name ?? '' }) : ''
			})),
			reports: reports.map(({ evidence, ...row }) => ({ ...row, subject: evidence.find((one) => one.reported)?.subject ?? '' }))
		};
	}
});
