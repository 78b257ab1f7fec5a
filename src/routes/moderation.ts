/** What moderators do on the page of their school and on that of the département. */
import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import type { Name, Output } from '#app';
import { flash } from '../flash.ts';
import { formObject } from '../form.ts';

export type Board = Output<'messaging.moderation'>;

/** `more` names the school where the address does. */
function act(name: Name, said: () => string, more: (event: RequestEvent) => Promise<Record<string, unknown>>) {
	return async (event: RequestEvent) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call(name, { ...form, ...(await more(event)) });
		if (!result.ok) return fail(result.status, { refused: result, of: typeof form['reportId'] === 'string' ? form['reportId'] : 'close', typed: form });
		flash(event, said());
		redirect(303, event.url.pathname + event.url.search.replace(/\?\/[a-z]+&?/, '?'));
	};
}

export function moderationActions(school: (event: RequestEvent) => Promise<Record<string, unknown>>) {
	const nothing = () => Promise.resolve({});
	return {
		decider: act('messaging.decide-report', m.messaging_decided, nothing),
		lever: act('messaging.lift-suspension', m.messaging_lifted, nothing),
		rouvrir: act('messaging.reopen', m.messaging_reopened, nothing),
		fermer: act('messaging.close', m.messaging_was_closed, school)
	};
}
