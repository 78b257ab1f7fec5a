import * as v from 'valibot';
import { command } from '#kernel/definition';
import { anyPerson } from '#kernel/policy';
import { askToVerify } from '../contacts.ts';
import { optionalEmail, optionalMobile } from '../inputs.ts';

/** Give or change one's own e-mail address and mobile number. A new address gets a link to confirm it. */
export const setContact = command({
	name: 'identity.set-contact',
	summary: "Give one's own e-mail address and mobile number",
	as: 'system',
	input: v.object({ email: optionalEmail, mobile: optionalMobile }),
	allow: anyPerson,
	trial: () => ({ email: 'quelquun@exemple.fr' }),
	async run(ctx, input) {
		await askToVerify(ctx, ctx.actor.id, input);
		ctx.audit({ subject: { type: 'person', id: ctx.actor.id } });
		return {};
	}
});
