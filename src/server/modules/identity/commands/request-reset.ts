import * as v from 'valibot';
import { command } from '#kernel/definition';
import { anybody } from '#kernel/policy';
import { countFailure, mayTry } from '../throttle.ts';

/**
 * « J'ai oublié… ». Answers the same and as fast whatever was typed: the look-up is a
 * job.
 */
export const requestReset = command({
	name: 'identity.request-reset',
	summary: 'Ask for a link to choose a new password, by login or verified e-mail address',
	as: 'system',
	internal: true,
	audited: false,
	input: v.object({ asked: v.pipe(v.string('required'), v.trim(), v.toLowerCase(), v.minLength(1, 'required'), v.maxLength(254, 'too-long')) }),
	allow: anybody,
	trial: () => ({ asked: 'nobody.nowhere' }),
	async run(ctx, input) {
		// Counted like failures: asking is free for nobody, and never tells whether the account exists.
		const subject = `reset:${input.asked}`;
		if (!(await mayTry(ctx, subject))) return {};
		await countFailure(ctx, subject);
		await ctx.enqueue('identity.send-reset', { asked: input.asked });
		return {};
	}
});
