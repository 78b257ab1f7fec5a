/**
 * What is written is saved a moment after the last change, and said to be saved only when the server has it. A lost
 * network is waited for, an ended session is said, another window that wrote in between is a question to the person.
 * What is not saved yet may be held on this device. The templates it copies are in `Saving.svelte`.
 */
import { copy, one } from './dom.ts';

const PAUSE = 1_200;
const RETRY = [2_000, 5_000, 15_000, 30_000];

export interface Answer {
	ok: boolean;
	code?: string;
	message?: string;
	/** « Enregistré à 8 h 10 ». */
	said?: string;
}

/** What to do when another window wrote in between: ask, write over it, or keep this beside it. */
export type Over = 'refuse' | 'replace' | 'copy';

/** What differs from one kind of writing to the next. */
export interface Draft<A extends Answer> {
	/** What the form says, to be compared; without what only names it. */
	said(): string;
	/** What of it the server has when the page is opened. */
	saved: string;
	/** Null when the server could not be reached, or has no time. */
	send(over: Over): Promise<A | null>;
	/** The server has it: the form is that of the draft it answered with. */
	taken(answer: A): void;
	/** The template that says why it was not saved; null where the sentence is enough, and the next change is tried again. */
	problem(answer: A): string | null;
	/** On this device, until it is saved. */
	hold?(): void;
	release?(): void;
	/** Is it of a kind that is saved now? */
	open?(): boolean;
}

export interface Keeper<A extends Answer> {
	changed(): void;
	/** Nothing is on its way any more; what is not saved yet stays so. */
	idle(): Promise<void>;
	/** What the form says is saved, as far as there is a line, and nothing of it is on its way any more. */
	settled(): Promise<void>;
	refused(answer: A): void;
	say(text: string): void;
}

/** A word with the server; any refusal is an answer. Null when it could not be reached, or has no time. */
export async function post<A extends Answer>(address: string, init: RequestInit): Promise<(A & { status: number }) | null> {
	try {
		const answer = await fetch(address, { method: 'POST', ...init });
		if (answer.status >= 500 || answer.status === 429) return null;
		return { ...((await answer.json()) as A), ok: answer.ok, status: answer.status };
	} catch {
		return null;
	}
}

/** Did one begin before this file had come? On a slow line one does. */
function typedBefore(form: HTMLFormElement): boolean {
	return [...form.elements].some((control) => {
		if (control instanceof HTMLTextAreaElement) return control.value !== control.defaultValue;
		return control instanceof HTMLInputElement && control.type !== 'hidden' && (control.value !== control.defaultValue || control.checked !== control.defaultChecked);
	});
}

export function autosave<A extends Answer>(form: HTMLFormElement, draft: Draft<A>): Keeper<A> {
	const status = one(form, '[data-status]');
	let saved = typedBefore(form) ? '' : draft.saved;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let underway = Promise.resolve();
	let failures = 0;
	let stopped = false;

	function changed(): void {
		if (draft.said() === saved) return;
		draft.hold?.();
		if (!stopped && (draft.open?.() ?? true)) plan(PAUSE);
	}

	function plan(after: number): void {
		clearTimeout(timer);
		timer = setTimeout(() => void attempt('refuse'), after);
	}

	/** One after the other: two savings that overtake each other would look like two windows. */
	function attempt(over: Over): Promise<void> {
		// One that failed in a way nobody thought of does not stop those after it.
		underway = underway.catch(() => undefined).then(() => save(over));
		return underway;
	}

	async function save(over: Over): Promise<void> {
		clearTimeout(timer);
		const now = draft.said();
		if (now === saved && over === 'refuse') return;
		const answer = await draft.send(over);
		if (answer === null) {
			say(status.dataset.later ?? '');
			plan(RETRY[Math.min(failures++, RETRY.length - 1)] ?? PAUSE);
			return;
		}
		failures = 0;
		if (!answer.ok) {
			refused(answer);
			return;
		}
		stopped = false;
		one(form, '[data-choice]').replaceChildren();
		draft.taken(answer);
		saved = now;
		if (draft.said() === saved) draft.release?.();
		say(answer.said ?? '');
		// Typed while this was on its way.
		changed();
	}

	function refused(answer: A): void {
		say(answer.said ?? '');
		const template = draft.problem(answer);
		if (template === null) return;
		stopped = true;
		const choice = copy(form, template);
		const words = choice.querySelector('[data-words]');
		if (words) words.textContent = answer.message ?? '';
		choice.addEventListener('click', (event) => {
			const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>('button[data-over]') : null;
			if (!button) return;
			event.preventDefault();
			void attempt(button.dataset.over as Over);
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
	// Without a network a browser would show its own page of error in place of the form.
	form.addEventListener('submit', (event) => {
		if (navigator.onLine) return;
		event.preventDefault();
		say(status.dataset.later ?? '');
		if (draft.open?.() ?? true) plan(0);
	});
	changed();
	return {
		changed,
		refused,
		say,
		idle() {
			clearTimeout(timer);
			return underway;
		},
		async settled() {
			await attempt('refuse');
			clearTimeout(timer);
		}
	};
}

/** The text fields of a form that `part` says belong to what is written, in their order. */
export function fieldsOf(form: HTMLFormElement, part: (name: string) => boolean): [string, string][] {
	return [...new FormData(form).entries()].filter((field): field is [string, string] => typeof field[1] === 'string' && part(field[0]));
}

export const asForm = (fields: readonly (readonly [string, string])[]): RequestInit => ({ body: new URLSearchParams(fields.map(([name, value]) => [name, value])) });

/** The session has ended. */
export const ENDED = 'not-signed-in';
