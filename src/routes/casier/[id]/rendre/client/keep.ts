/**
 * The draft is saved a moment after the last change, a file as soon as the server knows of it. Until the server has
 * said so the words are also on this device. A lost network is waited for, an ended session is said, another
 * window that wrote in between is a question to the person.
 */
import { copy, one } from '#ui/writing/dom.ts';
import { keptHere } from '#ui/writing/kept-here.ts';
import { ask, contentOf, type Answer } from './ask.ts';

const PAUSE = 1_200;
const RETRY = [2_000, 5_000, 15_000, 30_000];
const here = keptHere('depot:');
const WORDS = ['body', 'document', 'link'];

export interface Keeper {
	changed(): void;
	/** What this window says is on the draft, as far as there is a line, and nothing of it is on its way any more. */
	settled(): Promise<void>;
	refused(answer: Answer): void;
	say(text: string): void;
}

export function keepDraft(form: HTMLFormElement): Keeper {
	const status = one(form, '[data-status]');
	const field = (name: string) => one<HTMLInputElement>(form, `input[name=${name}]`);
	const said = () => JSON.stringify({ ...contentOf(form), revision: 0 });
	const { account = '' } = form.dataset;
	const id = field('submissionId').value;
	restore();
	let saved = form.dataset.fresh === undefined ? said() : '';
	let timer: ReturnType<typeof setTimeout> | undefined;
	let underway: Promise<void> | null = null;
	let failures = 0;
	let stopped = false;

	/** Words that an ended session or a lost network left here, when nothing newer was saved since. */
	function restore(): void {
		const left = here.keptBy(account, Date.now()).find((one_) => one_.draftId === id)?.kept;
		if (!left) return;
		const words = Object.fromEntries(left.fields);
		if (words.revision !== field('revision').value) {
			one(form, '[data-choice]').replaceChildren(copy(form, '[data-left]'));
			one<HTMLTextAreaElement>(form, '[data-choice] textarea').value = words.body ?? '';
			here.forget(id);
			return;
		}
		form.dataset.fresh = '';
		for (const name of WORDS) {
			const control = form.elements.namedItem(name);
			if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement) control.value = words[name] ?? '';
		}
	}

	function changed(): void {
		if (said() === saved || form.dataset.state !== 'draft') return;
		const content = contentOf(form);
		here.keep(id, { account, at: Date.now(), fields: [...WORDS, 'revision'].map((name) => [name, String(content[name] ?? '')]) });
		if (!stopped) plan(PAUSE);
	}

	function plan(after: number): void {
		clearTimeout(timer);
		timer = setTimeout(() => void attempt('refuse'), after);
	}

	function attempt(over: 'refuse' | 'replace'): Promise<void> {
		underway = (underway ?? Promise.resolve()).then(() => save(over));
		return underway;
	}

	async function save(over: 'refuse' | 'replace'): Promise<void> {
		clearTimeout(timer);
		const now = said();
		if (now === saved && over === 'refuse') return;
		const answer = await ask('save-submission', { ...contentOf(form), over });
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
		field('revision').value = String(answer.revision ?? 0);
		saved = now;
		if (said() === saved) here.forget(id);
		const at = new Date(answer.savedAt ?? Date.now());
		say((status.dataset.saved ?? '').replace('@', `${at.getHours()}\u00a0h\u00a0${String(at.getMinutes()).padStart(2, '0')}`));
		changed();
	}

	function refused(answer: Answer): void {
		stopped = true;
		say('');
		const choice = copy(form, answer.status === 401 ? '[data-ended]' : answer.code === 'written-elsewhere' ? '[data-two-tabs]' : '[data-not-saved]');
		const words = choice.querySelector('[data-words]');
		if (words) words.textContent = answer.message ?? '';
		choice.addEventListener('click', (event) => {
			const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>('button[data-over]') : null;
			if (!button) return;
			event.preventDefault();
			void attempt('replace');
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
	changed();
	return {
		changed,
		refused,
		say,
		async settled() {
			await attempt('refuse');
			clearTimeout(timer);
		}
	};
}

/** It is handed in: what was kept here is what was handed in. */
export function forgetWords(submissionId: string): void {
	here.forget(submissionId);
}
