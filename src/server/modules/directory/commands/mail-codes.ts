import { command } from '#kernel/definition';
import { refuse, refuseField } from '#kernel/errors';
import { MOST, neverCame, Whom } from '../sheets/never-came.ts';
import { itsAdministrator } from './local.ts';

/** What the sheets of paper say, by e-mail to the addresses the directory knows. Codes are made when each mail is. */
export const mailCodes = command({
	name: 'directory.mail-codes',
	summary: 'Send login and activation code by e-mail to people of a school who never connected',
	as: 'system',
	internal: true,
	input: Whom,
	allow: itsAdministrator,
	trial: (world) => ({ school: world.schoolId, people: 'guardians' as const }),
	async run(ctx, input) {
		const people = await neverCame(ctx, input);
		if (people.length > MOST) return refuseField('class', 'too-many', { limit: MOST });
		const reached = people.filter((one) => one.email !== null);
		if (reached.length === 0) return refuse('conflict', { code: 'nobody-to-mail' });
		for (const one of reached) await ctx.enqueue('identity.send-code', { personId: one.id });
		ctx.audit({ schoolId: input.school, details: { people: input.people, count: reached.length, ...(input.class ? { class: input.class } : {}) } });
		return { count: reached.length, without: people.length - reached.length };
	}
});
