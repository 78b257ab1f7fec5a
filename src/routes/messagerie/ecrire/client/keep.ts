/**
 * The draft is saved a moment after the last change. Until the server has said so it is also on this device;
 * the page says « enregistré » only then. A lost network is waited for, an ended session is said, another tab
 * that wrote in between is a question to the person.
 */
import { copy, one } from '#ui/writing/dom.ts';
import { forget, keep } from './local.ts';

const PAUSE = 1_200;
const RETRY = [2_000, 5_000, 15_000, 30_000];

export interface SaveAnswer {
	ok: boolean;
	code?: string;
	message?: string;
	said?: string;
	id?: string;
	key?: string;
	revision?: number;
}

/** How the server knows the draft; what the draft says. */
const OWN = ['key', 'draftId', 'revision', 'tab'];
const SAID = ['to', 'cc', 'bcc', 'subject', 'body', 'document', 'repliesOff', 'urgent', 'answersId', 'answersAll', 'forwardsId', 'files'];

/** Fields of the form that belong to the draft. */
function fieldsOf(form: HTMLFormElement): [string, string][] {
	return [...new FormData(form).entries()].filter((field): field is [string, string] => typeof field[1] === 'string' && [...OWN, ...SAID].includes(field[0]));
}

/** What these fields say, to be compared. */
function said(fields: readonly [string, string][]): string {
	return JSON.stringify(fields.filter(([name]) => SAID.includes(name)));
}

/** The form says what these fields say. */
export function saysTheSame(form: HTMLFormElement, fields: readonly [string, string][]): boolean {
	return said(fieldsOf(form)) === said(fields);
}

/** The form is that of the draft the server answered with. */
export function adopt(form: HTMLFormElement, answer: SaveAnswer): void {
	one<HTMLInputElement>(form, 'input[name=draftId]').value = answer.id ?? '';
	one<HTMLInputElement>(form, 'input[name=key]').value = answer.key ?? '';
	one<HTMLInputElement>(form, 'input[name=revision]').value = String(answer.revision ?? 0);
}

/** Null when the server could not be reached, or has no time. */
export async function save(address: string, fields: readonly [string, string][]): Promise<SaveAnswer | null> {
	try {
		const answer = await fetch(address, { method: 'POST', body: new URLSearchParams(fields.map(([name, value]) => [name, value])) });
		return answer.status >= 500 || answer.status === 429 ? null : ((await answer.json()) as SaveAnswer);
	} catch {
		return null;
	}
}

export function keepDraft(form: HTMLFormElement): { changed: () => void } {
	const status = one(form, '[data-status]');
	const address = form.dataset.save ?? '';
	const words = { later: status.dataset.later ?? '' };
	const field = (name: string) => one<HTMLInputElement>(form, `input[name=${name}]`);
	// What just came back from a form sent, and files of the form without script, are not on the draft yet.
	let saved = form.dataset.unsaved !== undefined || new URLSearchParams(location.search).has('fichier') ? '' : said(fieldsOf(form));
	let timer: ReturnType<typeof setTimeout> | undefined;
	let underway = false;
	let failures = 0;
	let stopped = false;

	function changed(): void {
		const fields = fieldsOf(form);
		if (said(fields) === saved) return;
		keep(field('draftId').value, { account: form.dataset.account ?? '', at: Date.now(), fields });
		if (!stopped) plan(PAUSE);
	}

	function plan(after: number): void {
		clearTimeout(timer);
		timer = setTimeout(() => void attempt('refuse'), after);
	}

	async function attempt(over: 'refuse' | 'replace' | 'copy'): Promise<void> {
		if (underway) {
			plan(PAUSE);
			return;
		}
		underway = true;
		const fields = fieldsOf(form);
		const answer = await save(address, [...fields, ['over', over]]);
		underway = false;
		if (answer === null) {
			say(words.later);
			plan(RETRY[Math.min(failures++, RETRY.length - 1)] ?? PAUSE);
			return;
		}
		failures = 0;
		if (answer.ok) settled(answer, fields);
		else refused(answer);
	}

	function settled(answer: SaveAnswer, fields: readonly [string, string][]): void {
		stopped = false;
		one(form, '[data-choice]').replaceChildren();
		forget(field('draftId').value);
		adopt(form, answer);
		saved = said(fields);
		say(answer.said ?? '');
		history.replaceState(null, '', `${location.pathname}?brouillon=${answer.id ?? ''}`);
		// Typed while this was on its way.
		changed();
	}

	function refused(answer: SaveAnswer): void {
		stopped = true;
		say('');
		const choice = copy(form, answer.code === 'not-signed-in' ? '[data-ended]' : answer.code === 'draft-changed' ? '[data-two-tabs]' : '[data-not-saved]');
		const words_ = choice.querySelector('[data-words]');
		if (words_) words_.textContent = answer.message ?? '';
		choice.addEventListener('click', (event) => {
			const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>('button[data-over]') : null;
			if (!button) return;
			event.preventDefault();
			void attempt(button.dataset.over as 'refuse' | 'replace' | 'copy');
		});
		one(form, '[data-choice]').replaceChildren(choice);
	}

	function say(text: string): void {
		if (status.textContent !== text) status.textContent = text;
	}

	form.addEventListener('input', changed);
	addEventListener('online', () => {
		if (failures > 0) plan(0);
	});
	// Come back from a log-in in another tab.
	document.addEventListener('visibilitychange', () => {
		if (!document.hidden && stopped && form.querySelector('[data-choice] [data-session]')) void attempt('refuse');
	});
	// Without a network a browser would show its own page of error in place of the letter.
	form.addEventListener('submit', (event) => {
		if (navigator.onLine) return;
		event.preventDefault();
		say(words.later);
		plan(0);
	});
	changed();
	return { changed };
}
