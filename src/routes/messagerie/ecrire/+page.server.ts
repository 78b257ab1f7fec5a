import { randomUUID } from 'node:crypto';
import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import { pairs } from '../typed.ts';
import { sentMessage } from '../words.ts';
import { draftOf, recipientProblem, typedOf, type Draft } from './draft.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, request }) => {
	// A form sent after the session ended comes back with what was typed; see SessionEnded.
	if (request.method === 'POST') return { draft: null, pupil: locals.signedIn?.actor.profile === 'pupil' };
	// Whoever may read his mailbox may write; a visitor goes to the login page and comes back here.
	await locals.get('messaging.unread-count', {});
	const typed = {
		key: randomUUID(),
		to: url.searchParams.getAll('a').slice(0, 100),
		subject: url.searchParams.get('objet')?.slice(0, 200) ?? '',
		body: '',
		q: url.searchParams.get('q') ?? ''
	};
	return { draft: await draftOf(locals, typed), pupil: locals.signedIn?.actor.profile === 'pupil' };
};

async function read({ request }: RequestEvent) {
	const form = formObject(await request.formData());
	return { form, typed: typedOf(form) };
}

export const actions: Actions = {
	/** Add, remove, search: the form comes back with everything typed. */
	modifier: async (event) => {
		const { form, typed } = await read(event);
		if (!event.locals.signedIn) return ended(event, form);
		return { draft: await draftOf(event.locals, typed) };
	},
	/** How many people would get it, before anything is sent. */
	verifier: async (event) => {
		const { form, typed } = await read(event);
		const counted = await event.locals.call('messaging.count-recipients', { to: typed.to });
		if (!counted.ok && counted.status === 401) return ended(event, form);
		const draft = await draftOf(event.locals, typed, { known: counted });
		const missing = missingFields(typed);
		if (!counted.ok) return fail(counted.status, { draft: { ...draft, refused: counted } satisfies Draft });
		const { problem } = counted.value;
		if (problem || Object.keys(missing).length > 0) {
			const refused = recipientProblem(problem ?? { code: 'invalid-input', status: 422, message: '' }, m.error_invalid_input());
			return fail(refused.status, { draft: { ...draft, refused: { ...refused, fields: { ...(problem ? refused.fields : {}), ...missing } } } satisfies Draft });
		}
		return { draft: { ...draft, step: 'check' } satisfies Draft };
	},
	envoyer: async (event) => {
		const { form, typed } = await read(event);
		const result = await event.locals.call('messaging.send', typed);
		if (!result.ok) {
			if (result.status === 401) return ended(event, form);
			return fail(result.status, { draft: await draftOf(event.locals, typed, { refused: result }) });
		}
		flash(event, sentMessage(result.value));
		redirect(303, '/messagerie');
	}
};

/** The command would say so too; here before it, together with what is wrong with the recipients. */
function missingFields(typed: { subject: string; body: string }): Record<string, string> {
	return {
		...(typed.subject.trim() ? {} : { subject: m.field_required() }),
		...(typed.body.trim() ? {} : { body: m.field_required() })
	};
}

function ended(event: RequestEvent, form: Record<string, string | string[]>) {
	const typed = typedOf(form);
	return fail(401, { ended: { message: m.error_not_signed_in(), subject: typed.subject, body: typed.body, fields: pairs(form) }, path: event.url.pathname });
}
