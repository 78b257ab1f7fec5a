/** Suggestions appear with the letters, and are added to their line without leaving the page. */
import { copy, one } from '#ui/writing/dom.ts';

interface Suggestion {
	token: string;
	label: string;
	detail: string;
	remove: string;
}

/** After the last letter, in milliseconds. */
const PAUSE = 180;

export function suggestRecipients(form: HTMLFormElement, line: HTMLElement): void {
	const name = line.dataset.line ?? 'to';
	const input = one<HTMLInputElement>(line, 'input[type=search]');
	const said = one(line, '[data-said]');
	const offered = one(line, '[data-offered]');
	const chosen = one(line, '[data-chosen]');
	const source = form.dataset.suggestions ?? '';
	let waiting: ReturnType<typeof setTimeout> | undefined;
	let asking: AbortController | undefined;
	one(line, '[data-without-script]').hidden = true;

	// An older question is forgotten.
	input.addEventListener('input', () => {
		clearTimeout(waiting);
		waiting = setTimeout(() => void look(), PAUSE);
	});

	// Enter chooses what comes first instead of sending the form; the arrow goes into the list.
	input.addEventListener('keydown', (event) => {
		const first = offered.querySelector('button');
		if (event.key === 'Enter') {
			event.preventDefault();
			if (first && input.value.trim() !== '') first.click();
		} else if (event.key === 'ArrowDown') {
			event.preventDefault();
			if (offered.hidden) void look();
			else first?.focus();
		} else if (event.key === 'Escape' && !offered.hidden) {
			event.preventDefault();
			close();
		}
	});

	// Closed after a choice, so that it covers nothing; who wants another one asks by pressing.
	input.addEventListener('click', () => {
		if (offered.hidden) void look();
	});

	// Pressing takes the focus out of the line in some browsers, and the list would be gone before it is chosen from.
	offered.addEventListener('mousedown', (event) => {
		event.preventDefault();
	});

	offered.addEventListener('keydown', (event) => {
		const buttons = [...offered.querySelectorAll('button')];
		const at = buttons.findIndex((button) => button === document.activeElement);
		if (event.key === 'ArrowDown') buttons[Math.min(at + 1, buttons.length - 1)]?.focus();
		else if (event.key === 'ArrowUp') (buttons[at - 1] ?? input).focus();
		else if (event.key === 'Escape') {
			input.focus();
			close();
		} else return;
		event.preventDefault();
	});

	offered.addEventListener('click', (event) => {
		const button = pressed(event);
		if (!button) return;
		event.preventDefault();
		add(button);
	});

	chosen.addEventListener('click', (event) => {
		const button = pressed(event);
		if (!button) return;
		event.preventDefault();
		button.closest('li')?.remove();
		changed();
		input.focus();
	});

	function pressed(event: Event): HTMLButtonElement | null {
		return event.target instanceof Element ? event.target.closest('button') : null;
	}

	function add(button: HTMLButtonElement): void {
		const chip = copy(line, '[data-chip]');
		one<HTMLInputElement>(chip, 'input').value = button.value;
		one(chip, '[data-text]').textContent = button.dataset.label ?? '';
		const away = one<HTMLButtonElement>(chip, 'button');
		away.value = button.value;
		away.setAttribute('aria-label', button.dataset.remove ?? '');
		chosen.append(chip);
		input.value = '';
		changed();
		input.focus();
		close();
	}

	function close(): void {
		clearTimeout(waiting);
		asking?.abort();
		offered.hidden = true;
		said.textContent = '';
	}

	/** The button that names who gets it is right only for those it was made with. */
	function changed(): void {
		chosen.hidden = chosen.childElementCount === 0;
		for (const button of form.querySelectorAll('[data-direct]')) button.setAttribute('hidden', '');
		for (const button of form.querySelectorAll('[data-check]')) button.removeAttribute('hidden');
		form.dispatchEvent(new Event('input', { bubbles: true }));
	}

	async function look(): Promise<void> {
		asking?.abort();
		asking = new AbortController();
		const taken = ['to', 'cc', 'bcc'].flatMap((each) => new FormData(form).getAll(each)).map((token) => ['to', String(token)]);
		const query = new URLSearchParams([...taken, ['q', input.value], ['line', name]]);
		try {
			const answer = await fetch(`${source}?${query.toString()}`, { signal: asking.signal });
			if (!answer.ok) return;
			const found = (await answer.json()) as { suggestions: Suggestion[]; said: string };
			said.textContent = found.said;
			offered.replaceChildren(...found.suggestions.map(entry));
			offered.hidden = found.suggestions.length === 0;
		} catch {
			// The network is away, or a newer question was asked. What was typed stays.
		}
	}

	function entry(suggestion: Suggestion): HTMLElement {
		const item = copy(line, '[data-offer]');
		const button = one<HTMLButtonElement>(item, 'button');
		button.value = suggestion.token;
		button.dataset.label = suggestion.label;
		button.dataset.remove = suggestion.remove;
		one(item, '[data-text]').textContent = suggestion.label;
		one(item, '[data-detail]').textContent = suggestion.detail;
		return item;
	}
}
