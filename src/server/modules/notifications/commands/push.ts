import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { anyPerson } from '#kernel/policy';
import { deviceLabel } from '#modules/identity';

/** Browsers one person may have; the oldest gives way. */
const MOST = 10;

/** `bytes` of base64url, as a browser gives them. */
function key(bytes: number) {
	return v.pipe(
		v.string('required'),
		v.transform((value) => value.replace(/=+$/, '')),
		v.regex(/^[\w-]+$/, 'invalid'),
		v.check((value) => Buffer.from(value, 'base64url').length === bytes, 'invalid')
	);
}

/** This browser asked to be told. The same browser asked by another account is that account's now. */
export const subscribePush = command({
	name: 'notifications.subscribe-push',
	summary: 'Have notifications sent to this browser',
	as: 'system',
	input: v.object({ endpoint: v.pipe(v.string('required'), v.maxLength(1_000, 'too-long'), v.url('invalid')), p256dh: key(65), auth: key(16) }),
	allow: anyPerson,
	trial: () => ({ endpoint: 'https://fcm.googleapis.com/fcm/send/x', p256dh: Buffer.alloc(65, 4).toString('base64url'), auth: Buffer.alloc(16, 1).toString('base64url') }),
	async run(ctx, input) {
		if (!ctx.ports.push.accepts(input.endpoint)) return refuse('invalid-input', { code: 'push-service-unknown' });
		const row = {
			account_id: ctx.actor.id,
			endpoint: input.endpoint,
			p256dh: input.p256dh,
			auth_secret: input.auth,
			device: deviceLabel(ctx.origin.userAgent),
			created_at: ctx.now
		};
		await ctx.db
			.insertInto('notifications.push_subscription')
			.values(row)
			.onConflict((conflict) => conflict.column('endpoint').doUpdateSet(row))
			.execute();
		await ctx.db
			.deleteFrom('notifications.push_subscription')
			.where('account_id', '=', ctx.actor.id)
			.where('id', 'not in', (db) => db.selectFrom('notifications.push_subscription').select('id').where('account_id', '=', ctx.actor.id).orderBy('created_at', 'desc').limit(MOST))
			.execute();
		ctx.audit({ subject: { type: 'person', id: ctx.actor.id } });
		return {};
	}
});

/** No more notifications on one of one's browsers. */
export const removeBrowser = command({
	name: 'notifications.remove-browser',
	summary: 'Stop notifications on one of one’s browsers',
	input: v.object({ id }),
	allow: anyPerson,
	trial: (world) => ({ id: world.nothing }),
	async run(ctx, input) {
		const gone = await ctx.db.deleteFrom('notifications.push_subscription').where('account_id', '=', ctx.actor.id).where('id', '=', input.id).executeTakeFirst();
		if (gone.numDeletedRows === 0n) return refuse('not-found');
		ctx.audit({ subject: { type: 'person', id: ctx.actor.id } });
		return {};
	}
});
