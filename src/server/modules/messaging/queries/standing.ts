import { query } from '#kernel/definition';
import { fixedQuery } from '#kernel/fixed-query';
import { anyPerson } from '#kernel/policy';
import * as v from 'valibot';
import { openClosures, suspensionOf } from '../protection.ts';
import { closureFor } from '../protection-policy.ts';

const warningsOf = fixedQuery<{ me: string }, { id: string; body: string; at: Date; school: string }>((db, slot) =>
	db
		.selectFrom('messaging.warning as w')
		.innerJoin('directory.school as s', 's.id', 'w.school_id')
		.select(['w.id', 'w.body', 'w.given_at as at', 's.name as school'])
		.where('w.account_id', '=', slot('me'))
		.where('w.seen_at', 'is', null)
		.orderBy('w.given_at')
);

/** What stands at the head of every page of messaging: that it is closed and why, that one is suspended, what one was warned of. */
export const standing = query({
	name: 'messaging.standing',
	summary: 'Whether one may write now, and if not why; warnings one has not acknowledged',
	input: v.object({}),
	allow: anyPerson,
	trial: () => ({}),
	async run(ctx) {
		const [closures, suspended, warnings] = await Promise.all([openClosures(ctx), suspensionOf(ctx), warningsOf(ctx.db, { me: ctx.actor.id })]);
		const closed = closureFor(ctx.actor.roles, closures, 'write');
		return { closed: closed ? { reason: closed.reason, reading: closureFor(ctx.actor.roles, closures, 'read') === null } : null, suspended, warnings };
	}
});
