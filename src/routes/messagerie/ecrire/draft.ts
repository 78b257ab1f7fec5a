/** What the page shows: the letter as typed so far, its recipients in words, and what will happen. */
import { randomUUID } from 'node:crypto';
import type { Output, Refused, Result } from '#app';
import type { Suggestion } from '#modules/messaging';
import { m } from '#paraglide/messages.js';
import { listOf, textOf } from '../typed.ts';
import { attachingOf, type Attaching } from '../../../attaching.ts';

/** A suggestion with what its buttons say. */
export type Offered = Suggestion & { remove: string };

export const LINES = ['to', 'cc', 'bcc'] as const;
export type LineName = (typeof LINES)[number];

export interface Typed {
	key: string;
	draftId: string;
	revision: number;
	tab: string;
	to: string[];
	cc: string[];
	bcc: string[];
	q: Record<LineName, string>;
	subject: string;
	body: string;
	/** ProseMirror JSON, or nothing. */
	document: string;
	repliesOff: boolean;
	urgent: boolean;
	answersId: string;
	answersAll: boolean;
	forwardsId: string;
	files: string[];
	day: string;
	time: string;
}

export interface Line {
	chosen: { token: string; label: string }[];
	suggestions: Offered[];
	/** How many were found, or that nobody was. */
	said: string;
	q: string;
}

export type Start = Output<'messaging.start-letter'>;

export interface Draft {
	step: 'write' | 'check';
	typed: Typed;
	lines: Record<LineName, Line>;
	start: Start;
	sets: Output<'messaging.recipient-sets'>['sets'];
	refused: Refused | null;
	files: Attaching;
	/** What will happen: who gets it, how many they are, what the button says. */
	check: { total: number; shown: string; label: string; cc: string; bcc: string; phrase: string } | null;
	/** A few people chosen by name: nothing to check that is not on the page. */
	direct: boolean;
}

export function blank(): Typed {
	return {
		key: randomUUID(),
		draftId: randomUUID(),
		revision: 0,
		tab: randomUUID(),
		to: [],
		cc: [],
		bcc: [],
		q: { to: '', cc: '', bcc: '' },
		subject: '',
		body: '',
		document: '',
		repliesOff: false,
		urgent: false,
		answersId: '',
		answersAll: false,
		forwardsId: '',
		files: [],
		day: '',
		time: ''
	};
}

/** Names of the search field and of the adding button of a line. */
export const fieldOf = (line: LineName) => ({ q: line === 'to' ? 'q' : `q-${line}`, add: line === 'to' ? 'ajouter' : `ajouter-${line}` });

export function typedOf(form: Record<string, string | string[]>): Typed {
	const removed = listOf(form['retirer']);
	const added = (line: LineName) => listOf(form[fieldOf(line).add]);
	const tokens = (line: LineName) => [...new Set([...listOf(form[line]), ...added(line)])].filter((token) => !removed.includes(token));
	// What was found has been added: the next search begins empty.
	const q = (line: LineName) => (added(line).length > 0 ? '' : textOf(form[fieldOf(line).q]));
	const fresh = blank();
	return {
		key: textOf(form['key']) || fresh.key,
		draftId: textOf(form['draftId']) || fresh.draftId,
		revision: Number(textOf(form['revision'])) || 0,
		tab: textOf(form['tab']) || fresh.tab,
		to: tokens('to'),
		cc: tokens('cc'),
		bcc: tokens('bcc'),
		q: { to: q('to'), cc: q('cc'), bcc: q('bcc') },
		subject: textOf(form['subject']),
		body: textOf(form['body']),
		document: textOf(form['document']),
		repliesOff: textOf(form['repliesOff']) !== '',
		urgent: textOf(form['urgent']) !== '',
		answersId: textOf(form['answersId']),
		// What stood in the form, then the button that changes it.
		answersAll: listOf(form['answersAll']).at(-1) === 'true',
		forwardsId: textOf(form['forwardsId']),
		files: [...new Set(listOf(form['files']))].filter((id) => !listOf(form['enlever']).includes(id)),
		day: textOf(form['day']),
		time: textOf(form['time'])
	};
}

/** What the commands take: a field left empty is none. */
export function letterOf(typed: Typed): Record<string, unknown> {
	return Object.fromEntries(Object.entries(typed).filter(([name, value]) => value !== '' && name !== 'q'));
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

const NOTHING: Start = { signature: '', may: { closeReplies: false, urge: false, knowWhoNeverCame: false }, answers: null, forwards: null };

/** The letter with its recipients in words, suggestions, and what it answers. `known` when the recipients were counted already. */
export async function draftOf(locals: App.Locals, typed: Typed, more: { refused?: Refused; known?: Counted } = {}): Promise<Draft> {
	const taken = [...typed.to, ...typed.cc, ...typed.bcc];
	const answers = typed.answersId !== '';
	const none = { suggestions: [], said: '' };
	// One's own groups are proposed on the first line only; the others wait for a name.
	const suggest = (line: LineName) => (answers || (line !== 'to' && typed.q[line] === '') ? none : suggestionsFor(locals, typed.q[line], taken));
	const [counted, to, cc, bcc, start, sets, files] = await Promise.all([
		more.known ?? (taken.length > 0 ? locals.call('messaging.count-recipients', { to: typed.to, cc: typed.cc, bcc: typed.bcc }) : null),
		suggest('to'),
		suggest('cc'),
		suggest('bcc'),
		locals.call('messaging.start-letter', {
			all: typed.answersAll,
			...(answers ? { answersId: typed.answersId } : {}),
			...(typed.forwardsId ? { forwardsId: typed.forwardsId } : {})
		}),
		answers ? null : locals.call('messaging.recipient-sets', {}),
		attachingOf(locals, typed.files)
	]);
	const answer = counted?.ok ? counted.value : null;
	const check = answer && !answer.problem ? { total: answer.total, shown: answer.count, label: answer.label, cc: answer.cc, bcc: answer.bcc, phrase: answer.phrase } : null;
	const line = (name: LineName, found: { suggestions: Offered[]; said: string }): Line => ({
		...found,
		q: typed.q[name],
		chosen: typed[name].flatMap((token) => answer?.chosen.filter((one) => one.token === token) ?? [])
	});
	return {
		step: 'write',
		// What was removed elsewhere meanwhile is not asked for again.
		typed: { ...typed, files: files.chosen.map((file) => file.id) },
		files,
		lines: { to: line('to', to), cc: line('cc', cc), bcc: line('bcc', bcc) },
		start: start.ok ? start.value : NOTHING,
		sets: sets?.ok ? sets.value.sets : [],
		// What it answers or passes on may have gone meanwhile: said, with everything typed still there.
		refused: more.refused ?? (start.ok ? null : start),
		check,
		direct: answers || (check !== null && check.total <= 3 && taken.every((token) => token.startsWith('person:')))
	};
}

/** Of who writes, not of whom he writes to. */
const OF_THE_WRITER = /^(messaging-closed|writing-suspended|too-many-messages)/;

/** The problem of the recipients as a refusal of their field; of the writer himself, on top. */
export function recipientProblem(problem: { code: string; status: number; message: string }, summary: string): Refused {
	if (OF_THE_WRITER.test(problem.code)) return { ok: false, status: problem.status as Refused['status'], code: problem.code, message: problem.message, fields: {} };
	return { ok: false, status: problem.status as Refused['status'], code: problem.code, message: summary, fields: { to: problem.message } };
}
