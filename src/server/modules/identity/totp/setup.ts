import * as v from 'valibot';
import { toString as qrToString } from 'qrcode';
import { createHash } from 'node:crypto';
import { command } from '#kernel/definition';
import { refuse, refuseField } from '#kernel/errors';
import { anyPersonPending, provided } from '#kernel/policy';
import { renewSession } from '../sessions.ts';
import { keyUri, newSecret, openSecret, sealSecret, stepOf } from './secret.ts';

const RECOVERY_CODES = 10;
const ALPHABET = '34679ACDEFGHJKMNPQRTVWXY';

/** A session that still owes its second factor must not replace it. */
const notOwing = provided(anyPersonPending, 'whose second factor is not being asked', (ctx) => ctx.actor.pending !== 'second-factor');

/** Begin: a secret for the app. Asked again before it is confirmed, the same secret comes back. */
export const beginTotp = command({
	name: 'identity.begin-totp',
	summary: 'Begin to set up a second factor: a secret for an authenticator app',
	as: 'system',
	internal: true,
	audited: false,
	input: v.object({}),
	allow: notOwing,
	trial: () => ({}),
	async run(ctx) {
		const row = await ctx.db
			.selectFrom('identity.account as a')
			.innerJoin('directory.person as p', 'p.id', 'a.person_id')
			.select(['p.login', 'a.totp_secret', 'a.totp_confirmed_at'])
			.where('a.person_id', '=', ctx.actor.id)
			.executeTakeFirstOrThrow();
		if (row.totp_confirmed_at) return refuse('conflict', { code: 'totp-already' });
		const config = ctx.ports.config;
		const secret = row.totp_secret ? openSecret(config, ctx.actor.id, row.totp_secret) : newSecret(ctx.random);
		if (!row.totp_secret) {
			await ctx.db
				.updateTable('identity.account')
				.set({ totp_secret: sealSecret(config, ctx.actor.id, secret, ctx.random) })
				.where('person_id', '=', ctx.actor.id)
				.execute();
		}
		const uri = keyUri(config, row.login, secret);
		const svg = await qrToString(uri, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
		const qr = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
		return { secret: secret.replace(/(.{4})/g, '$1 ').trim(), uri, qr };
	}
});

/** Confirm with a first code; gives the recovery codes, once. */
export const confirmTotp = command({
	name: 'identity.confirm-totp',
	summary: 'Confirm the second factor with a first code; gives recovery codes once',
	as: 'system',
	internal: true,
	input: v.object({ code: v.pipe(v.string('required'), v.trim(), v.minLength(1, 'required'), v.maxLength(12, 'too-long')) }),
	allow: notOwing,
	trial: () => ({ code: '000000' }),
	async run(ctx, input) {
		const row = await ctx.db.selectFrom('identity.account').select(['totp_secret', 'totp_confirmed_at']).where('person_id', '=', ctx.actor.id).executeTakeFirstOrThrow();
		if (row.totp_confirmed_at || !row.totp_secret) return refuse('conflict', { code: 'totp-already' });
		const step = stepOf(openSecret(ctx.ports.config, ctx.actor.id, row.totp_secret), input.code, ctx.now);
		if (step === null) return refuseField('code', 'totp-wrong');
		await ctx.db.updateTable('identity.account').set({ totp_confirmed_at: ctx.now, totp_last_step: step }).where('person_id', '=', ctx.actor.id).execute();
		const codes = Array.from({ length: RECOVERY_CODES }, () => [...ctx.random(10)].map((byte) => ALPHABET[byte % ALPHABET.length]).join(''));
		await ctx.db.deleteFrom('identity.recovery_code').where('account_id', '=', ctx.actor.id).execute();
		await ctx.db
			.insertInto('identity.recovery_code')
			.values(codes.map((code) => ({ account_id: ctx.actor.id, code_hash: recoveryHash(ctx.actor.id, code), used_at: null })))
			.execute();
		ctx.audit({ subject: { type: 'person', id: ctx.actor.id } });
		return { session: await renewSession(ctx, { secondFactorAt: ctx.now }), recoveryCodes: codes.map((code) => `${code.slice(0, 5)}-${code.slice(5)}`) };
	}
});

/** 24^10 ≈ 2^45.8 codes, one account at a time behind throttling; salted by the account. */
export function recoveryHash(accountId: string, code: string): Buffer {
	return createHash('sha256')
		.update(`${accountId}:${code.toUpperCase().replace(/[^A-Z0-9]/g, '')}`)
		.digest();
}
