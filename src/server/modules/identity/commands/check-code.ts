import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { anybody } from '#kernel/policy';
import { codeHolder } from '../code-holder.ts';
import { CodeClaim } from '../inputs.ts';
import { CODES, codeSubject, countFailure, mayTry } from '../throttle.ts';

/** First step of activation: shows the login and what will be asked. Failures are counted by network and by the name typed. */
export const checkCode = command({
	name: 'identity.check-code',
	summary: 'Check an activation code with the name (and birth date) it was given for',
	as: 'system',
	internal: true,
	audited: false,
	commitsRefusals: true,
	input: CodeClaim,
	allow: anybody,
	trial: () => ({ code: 'AAAA-AAAA', familyName: 'Personne' }),
	async run(ctx, input) {
		const subject = codeSubject(ctx, input.familyName);
		if (!(await mayTry(ctx, subject, CODES))) return refuse('too-many', { code: 'too-many-codes' });
		const holder = await codeHolder(ctx.db, ctx.ports.config, ctx.now, input);
		if (!holder) {
			await countFailure(ctx, subject, CODES);
			return refuse('invalid-input', { code: 'code-unknown' });
		}
		const { login, givenName, kind, purpose, email } = holder;
		return { login, givenName, kind, purpose, email: kind === 'adult' ? email : null };
	}
});
