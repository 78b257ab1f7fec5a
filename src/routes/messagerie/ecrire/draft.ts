/** What the page shows: the message as typed so far, its recipients in words, and what will happen. */
import type { Output, Refused, Result } from '#app';
import type { Suggestion } from '#modules/messaging';
import { m } from '#paraglide/messages.js';
import { listOf, textOf } from '../typed.ts';

/** A suggestion with what its buttons say. */
export type Offered = Suggestion & { remove: string };

export interface Typed {
	key: string;
	to: string[];
	subject: string;
	body: string;
	q: string;
}

export interface Draft {
	step: 'write' | 'check';
	typed: Typed;
	chosen: { token: string; label: string }[];
	suggestions: Offered[];
	/** How many were found, or that nobody was. */
	said: string;
	refused: Refused | null;
	/** What will happen: who gets it, how many they are, what the button says. */
	check: { total: number; shown: string; label: string; phrase: string } | null;
	/** A few people chosen by name: nothing to check that is not on the page. */
	direct: boolean;
}

export function typedOf(form: Record<string, string | string[]>): Typed {
	const added = listOf(form['ajouter']);
	const removed = listOf(form['retirer']);
	return {
		key: textOf(form['key']),
		to: [...new Set([...listOf(form['to']), ...added])].filter((token) => !removed.includes(token)),
		subject: textOf(form['subject']),
		body: textOf(form['body']),
		// What was found has been added: the next search begins empty.
		q: added.length > 0 ? '' : textOf(form['q'])
	};
}

/** Suggestions for what was typed, without those already chosen, and the sentence above them. */
export async function suggestionsFor(locals: App.Locals, q: string, taken: readonly string[]): Promise<{ suggestions: Offered[]; said: string }> {
	const found = await locals.call('messaging.find-recipients', { q });
	const suggestions = (found.ok ? found.value.suggestions : [])
		.filter((one) => !taken.includes(one.token))
		.map((one) => ({ ...one, remove: m.messaging_remove_name({ name: one.label }) }));
	const nobody = locals.signedIn?.actor.profile === 'pupil' ? m.messaging_found_none_tu() : m.messaging_found_none();
	return {
		suggestions,
		said: q.trim() === '' ? (suggestions.length > 0 ? m.messaging_suggested() : '') : suggestions.length > 0 ? m.messaging_found({ count: suggestions.length }) : nobody
	};
}

export type Counted = Result<Output<'messaging.count-recipients'>>;

/** Recipients in words and suggestions for a draft. `known` when the recipients were counted already. */
export async function draftOf(locals: App.Locals, typed: Typed, more: { refused?: Refused; known?: Counted } = {}): Promise<Draft> {
	const [counted, found] = await Promise.all([
		more.known ?? (typed.to.length > 0 ? locals.call('messaging.count-recipients', { to: typed.to }) : null),
		suggestionsFor(locals, typed.q, typed.to)
	]);
	const answer = counted?.ok ? counted.value : null;
	const check = answer && !answer.problem ? { total: answer.total, shown: answer.count, label: answer.label, phrase: answer.phrase } : null;
	return {
		step: 'write',
		typed,
		...found,
		refused: more.refused ?? null,
		check,
		chosen: answer?.chosen ?? [],
		direct: check !== null && check.total <= 3 && typed.to.every((token) => token.startsWith('person:'))
	};
}

/** The problem of the recipients as a refusal of their field. */
export function recipientProblem(problem: { code: string; status: number; message: string }, summary: string): Refused {
	return { ok: false, status: problem.status as Refused['status'], code: problem.code, message: summary, fields: { to: problem.message } };
}
