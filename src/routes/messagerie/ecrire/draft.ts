/** What the page shows: the message as typed so far, its recipients in words, and what will happen. */
import type { Refused } from '#app';
import type { Suggestion } from '#modules/messaging';
import { listOf, textOf } from '../typed.ts';

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
	suggestions: Suggestion[];
	/** Something was searched for: an empty list says so. */
	searched: boolean;
	refused: Refused | null;
	/** For the check: who gets it, how many they are, what the button says. */
	check: { total: number; shown: string; label: string; phrase: string } | null;
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

/** Recipients in words and suggestions for a draft. */
export async function draftOf(locals: App.Locals, typed: Typed, refused: Refused | null = null): Promise<Draft> {
	const [counted, found] = await Promise.all([
		typed.to.length > 0 ? locals.call('messaging.count-recipients', { to: typed.to }) : null,
		locals.call('messaging.find-recipients', { q: typed.q })
	]);
	const answer = counted?.ok ? counted.value : null;
	return {
		step: 'write',
		typed,
		chosen: answer?.chosen ?? [],
		suggestions: found.ok ? found.value.suggestions.filter((one) => !typed.to.includes(one.token)) : [],
		searched: typed.q.trim() !== '',
		refused,
		check: answer && !answer.problem ? { total: answer.total, shown: answer.count, label: answer.label, phrase: answer.phrase } : null
	};
}

/** The problem of the recipients as a refusal of their field. */
export function recipientProblem(problem: { code: string; status: number; message: string }, summary: string): Refused {
	return { ok: false, status: problem.status as Refused['status'], code: problem.code, message: summary, fields: { to: problem.message } };
}
