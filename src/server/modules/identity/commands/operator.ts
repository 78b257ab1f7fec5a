/** What the command line does to accounts. Only the installation itself may; all of it is audited. */
import { sql } from 'kysely';
import * as v from 'valibot';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { systemOnly } from '#kernel/policy';
import { issueCodes } from '../codes.ts';
import { NewPassword } from '../inputs.ts';
import { CHARTER_VERSION, openSession } from '../sessions.ts';
import { hashNewPassword } from '../set-password.ts';

const Login = v.object({ login: v.pipe(v.string('required'), v.trim(), v.toLowerCase(), v.minLength(1, 'required')) });

async function personOf(ctx: Context, login: string) {
	return ctx.db
		.selectFrom('directory.person as p')
		.leftJoin('identity.account as a', 'a.person_id', 'p.id')
		.select(['p.id', 'p.login', 'p.status', 'a.person_id as account'])
		.where('p.login', '=', login)
		.executeTakeFirst();
}

/** `preau accounts code LOGIN` */
export const codeForLogin = command({
	name: 'identity.code-for-login',
	summary: 'A new code for a login, from the command line',
	as: 'system',
	internal: true,
	input: Login,
	allow: systemOnly,
	trial: () => ({ login: 'nobody.nowhere' }),
	async run(ctx, input) {
		const person = await personOf(ctx, input.login);
		if (!person || person.status !== 'active') return refuse('not-found', { code: 'login-unknown' });
		const purpose = person.account ? 'reset' : 'activation';
		const issued = (await issueCodes(ctx, [person.id], purpose, { fresh: true })).get(person.id);
		if (!issued) return refuse('not-found', { code: 'login-unknown' });
		ctx.audit({ subject: { type: 'person', id: person.id }, details: { purpose } });
		return { login: person.login, code: issued.code, purpose, expiresAt: issued.expiresAt };
	}
});

/** `preau accounts session LOGIN`: 15 minutes in somebody's place, shown to him on his account page. */
export const openDiagnosis = command({
	name: 'identity.open-diagnosis',
	summary: 'A 15-minute session for diagnosis, shown to the owner of the account',
	as: 'system',
	internal: true,
	input: Login,
	allow: systemOnly,
	trial: () => ({ login: 'nobody.nowhere' }),
	async run(ctx, input) {
		const person = await personOf(ctx, input.login);
		if (!person || person.status !== 'active') return refuse('not-found', { code: 'login-unknown' });
		if (!person.account) return refuse('conflict', { code: 'login-not-activated' });
		ctx.audit({ subject: { type: 'person', id: person.id } });
		return openSession(ctx, person.id, { kind: 'diagnosis', minutes: 15 });
	}
});

/** `preau accounts activate --all --password P`: only where the data folder is a demo. `logins` narrows it to some. */
export const activateAll = command({
	name: 'identity.activate-all',
	summary: 'Activate every account of a demo with one password',
	as: 'system',
	internal: true,
	input: v.object({ password: NewPassword, logins: v.optional(v.array(v.string())) }),
	allow: systemOnly,
	trial: () => ({ password: 'quatre chevaux sous le préau' }),
	async prepare(outside, input) {
		if (!outside.ports.config.demo) return refuse('forbidden', { code: 'not-a-demo' });
		const hash = await hashNewPassword(outside, input.password, { login: '', givenName: '', familyName: '', birthYear: null });
		return isRefusal(hash) ? hash : { hash };
	},
	async run(ctx, { logins }, { hash }) {
		// One hash for all: computing 200,000 would take an hour, and a demo protects nobody.
		const { rows } = await sql<{ count: number }>`
			with done as (
				insert into identity.account (person_id, password_hash, password_set_at, activated_at, charter_version, charter_accepted_at)
				select id, ${hash}, ${ctx.now}, ${ctx.now}, ${CHARTER_VERSION}, ${ctx.now} from directory.person
				where status = 'active' and (${logins ?? null}::text[] is null or login = any (${logins ?? null}::text[]))
				on conflict (person_id) do update set password_hash = excluded.password_hash, password_set_at = excluded.password_set_at, must_change = false
				returning 1
			) select count(*)::int as count from done`.execute(ctx.db);
		const activated = rows[0]?.count ?? 0;
		ctx.audit({ details: { activated } });
		return { activated };
	}
});
