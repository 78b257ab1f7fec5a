import { randomUUID } from 'node:crypto';
import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { fullDate } from '#ui/dates.ts';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import { pairs, textOf } from '../typed.ts';
import { sentFlash } from '../words.ts';
import { begin } from './begin.ts';
import { overview } from './check.ts';
import { draftOf, letterOf, recipientProblem, typedOf, type Draft, type Typed } from './draft.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, request }) => {
	const person = { pupil: locals.signedIn?.actor.profile === 'pupil', account: locals.signedIn?.actor.id ?? '' };
	// A form sent after the session ended comes back with what was typed; see SessionEnded.
	if (request.method === 'POST') return { draft: null, ...person };
	return { draft: await draftOf(locals, await begin(locals, url)), ...person };
};

async function read({ request }: RequestEvent) {
	const form = formObject(await request.formData());
	return { form, typed: typedOf(form) };
}

export const actions: Actions = {
	/** Add, remove, search, take kept recipients: the form comes back with everything typed. */
	modifier: async (event) => {
		const { form, typed } = await read(event);
		if (!event.locals.signedIn) return ended(event, form);
		// A file taken away belongs to nothing any more; one that was sent before stays where it was sent.
		const dropped = textOf(form['enlever']);
		if (dropped) await event.locals.call('files.remove-mine', { id: dropped });
		const wanted = textOf(form['liste']);
		const sets = wanted ? await event.locals.call('messaging.recipient-sets', {}) : null;
		const tokens = sets?.ok ? (sets.value.sets.find((set) => set.id === wanted)?.tokens ?? []) : [];
		return { draft: await draftOf(event.locals, { ...typed, to: [...new Set([...typed.to, ...tokens])] }) };
	},
	/** How many people would get it, and who, before anything is sent. */
	verifier: async (event) => {
		const { form, typed } = await read(event);
		const envelope = { to: typed.to, cc: typed.cc, bcc: typed.bcc };
		const counted = await event.locals.call('messaging.count-recipients', envelope);
		if (!counted.ok && counted.status === 401) return ended(event, form);
		const draft = await draftOf(event.locals, typed, { known: counted });
		const missing = missingFields(typed, event.locals.signedIn?.actor.profile === 'pupil');
		if (!counted.ok) return fail(counted.status, { draft: { ...draft, refused: counted } satisfies Draft });
		const { problem } = counted.value;
		if (problem || Object.keys(missing).length > 0) {
			const refused = recipientProblem(problem ?? { code: 'invalid-input', status: 422, message: '' }, m.error_invalid_input());
			return fail(refused.status, { draft: { ...draft, refused: { ...refused, fields: { ...(problem ? refused.fields : {}), ...missing } } } satisfies Draft });
		}
		return { draft: { ...draft, step: 'check' } satisfies Draft, overview: await overview(event.locals, draft, Number(textOf(form['page'])) || 1) };
	},
	envoyer: async (event) => {
		const { form, typed } = await read(event);
		const letter = { ...letterOf(typed), hold: event.locals.undoSeconds };
		const result = typed.answersId
			? await event.locals.call('messaging.reply', { ...letter, messageId: typed.answersId, all: typed.answersAll })
			: await event.locals.call('messaging.send', letter);
		if (!result.ok) {
			if (result.status === 401) return ended(event, form);
			// Undone, or sent from another tab with other words: what is here goes, if anything, as another message.
			const again = result.code === 'sent-from-elsewhere' ? { ...typed, key: randomUUID(), draftId: randomUUID(), revision: 0 } : typed;
			return fail(result.status, { draft: await draftOf(event.locals, again, { refused: result }) });
		}
		sentFlash(event, result.value);
		redirect(303, typed.answersId ? `/messagerie/${result.value.threadId}` : '/messagerie');
	},
	/** Without script the draft is kept by this button; the choice between two tabs comes here too. */
	enregistrer: async (event) => {
		const { form, typed } = await read(event);
		const saved = await event.locals.call('messaging.save-draft', { ...letterOf(typed), over: textOf(form['over']) || 'refuse' });
		if (!saved.ok) return saved.status === 401 ? ended(event, form) : fail(saved.status, { draft: await draftOf(event.locals, typed, { refused: saved }) });
		flash(event, m.messaging_draft_saved());
		redirect(303, `/messagerie/ecrire?brouillon=${saved.value.id}`);
	},
	/** From the quick answer under a conversation: what was typed there becomes a draft, under one's signature. */
	poursuivre: async (event) => {
		const { form, typed } = await read(event);
		const empty = `/messagerie/ecrire?repondre=${encodeURIComponent(typed.answersId)}`;
		if (typed.body.trim() === '') redirect(303, empty);
		const start = await event.locals.call('messaging.start-letter', { answersId: typed.answersId });
		const signature = start.ok ? start.value.signature : '';
		// The quick answer has a key of its own: sent after all from there, this is another letter.
		const letter = { ...typed, key: randomUUID(), body: signature ? `${typed.body}\n\n${signature}` : typed.body };
		const saved = await event.locals.call('messaging.save-draft', letterOf(letter));
		if (!saved.ok) return saved.status === 401 ? ended(event, form, '?/poursuivre') : fail(saved.status, { draft: await draftOf(event.locals, letter, { refused: saved }) });
		redirect(303, `/messagerie/ecrire?brouillon=${saved.value.id}`);
	},
	/** Without script: the draft is kept, and a page of its own takes the files. */
	joindre: async (event) => {
		const { form, typed } = await read(event);
		const saved = await event.locals.call('messaging.save-draft', letterOf(typed));
		if (!saved.ok) return saved.status === 401 ? ended(event, form) : fail(saved.status, { draft: await draftOf(event.locals, typed, { refused: saved }) });
		redirect(303, `/messagerie/ecrire/joindre?brouillon=${saved.value.id}`);
	},
	programmer: async (event) => {
		const { form, typed } = await read(event);
		const saved = await event.locals.call('messaging.save-draft', letterOf(typed));
		if (!saved.ok) return saved.status === 401 ? ended(event, form) : fail(saved.status, { draft: await draftOf(event.locals, typed, { refused: saved }) });
		const kept = { ...typed, draftId: saved.value.id, key: saved.value.key, revision: saved.value.revision };
		const planned = await event.locals.call('messaging.schedule', { draftId: kept.draftId, day: typed.day, time: typed.time });
		if (!planned.ok) return fail(planned.status, { draft: await draftOf(event.locals, kept, { refused: planned }) });
		flash(event, m.messaging_was_scheduled({ date: fullDate(planned.value.sendAt) }));
		redirect(303, '/messagerie/programmes');
	},
	/** The recipients of the moment, under a name. */
	retenir: async (event) => {
		const { form, typed } = await read(event);
		const kept = await event.locals.call('messaging.create-recipient-set', { name: textOf(form['setName']), tokens: [...typed.to, ...typed.cc, ...typed.bcc] });
		if (kept.ok) return { draft: await draftOf(event.locals, typed), listed: textOf(form['setName']) };
		if (kept.status === 401) return ended(event, form);
		const fields = { ...kept.fields, ...(kept.fields['name'] ? { setName: kept.fields['name'] } : {}), ...(kept.fields['tokens'] ? { to: kept.fields['tokens'] } : {}) };
		return fail(kept.status, { draft: await draftOf(event.locals, typed, { refused: { ...kept, fields } }) });
	}
};

/** The command would say so too; here before it, together with what is wrong with the recipients. */
function missingFields(typed: Typed, pupil: boolean): Record<string, string> {
	const required = pupil ? m.field_required_tu() : m.field_required();
	return {
		...(typed.subject.trim() ? {} : { subject: required }),
		...(typed.body.trim() || typed.document || typed.forwardsId ? {} : { body: required })
	};
}

function ended(event: RequestEvent, form: Record<string, string | string[]>, action?: string) {
	const typed = typedOf(form);
	return fail(401, {
		ended: { message: m.error_not_signed_in(), typed, action: action ?? (typed.answersId ? '?/envoyer' : '?/verifier'), fields: pairs(form) },
		path: event.url.pathname
	});
}
