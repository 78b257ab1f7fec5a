// @ts-check
/**
 * Comfort of typing: suggestions appear with the letters, and are added without leaving the page. The form
 * works the same without this file: each button sends it. Served as it is, 2 kB, instead of bringing a
 * whole framework to a pupil's phone.
 */

/** @typedef {{ token: string, label: string, detail: string, remove: string }} Suggestion */

const input = /** @type {HTMLInputElement | null} */ (document.querySelector('input#q'));
const form = input?.form;
if (input && form) start(input, form);

/**
 * @param {HTMLInputElement} input
 * @param {HTMLFormElement} form
 */
function start(input, form) {
	const said = element('[data-said]');
	const offered = element('[data-offered]');
	const chosen = element('[data-chosen]');
	const source = form.dataset.suggestions ?? '';
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let waiting;
	/** @type {AbortController | undefined} */
	let asking;
	element('[data-without-script]').hidden = true;

	// A moment after the last letter; an older question is forgotten.
	input.addEventListener('input', () => {
		clearTimeout(waiting);
		waiting = setTimeout(() => void look(), 180);
	});

	// Enter chooses what comes first instead of sending the form; the arrow goes into the list.
	input.addEventListener('keydown', (event) => {
		const first = offered.querySelector('button');
		if (event.key === 'Enter') {
			event.preventDefault();
			if (first && input.value.trim() !== '') first.click();
		} else if (event.key === 'ArrowDown' && first) {
			event.preventDefault();
			first.focus();
		}
	});

	offered.addEventListener('keydown', (event) => {
		const buttons = [...offered.querySelectorAll('button')];
		const at = buttons.findIndex((button) => button === document.activeElement);
		if (event.key === 'ArrowDown') buttons[Math.min(at + 1, buttons.length - 1)]?.focus();
		else if (event.key === 'ArrowUp') (buttons[at - 1] ?? input).focus();
		else if (event.key === 'Escape') input.focus();
		else return;
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

	/** @param {Event} event */
	function pressed(event) {
		return event.target instanceof Element ? event.target.closest('button') : null;
	}

	/** @param {HTMLButtonElement} button */
	function add(button) {
		const chip = copy('[data-chip]');
		set(chip, 'input', (one) => one.setAttribute('value', button.value));
		set(chip, '[data-text]', (one) => {
			one.textContent = button.dataset.label ?? '';
		});
		set(chip, 'button', (one) => {
			one.setAttribute('value', button.value);
			one.setAttribute('aria-label', button.dataset.remove ?? '');
		});
		chosen.append(chip);
		input.value = '';
		changed();
		input.focus();
		void look();
	}

	/** The button that names who gets it is right only for those it was made with. */
	function changed() {
		chosen.hidden = chosen.childElementCount === 0;
		for (const one of form.querySelectorAll('[data-direct]')) one.setAttribute('hidden', '');
		for (const one of form.querySelectorAll('[data-check]')) one.removeAttribute('hidden');
	}

	async function look() {
		asking?.abort();
		asking = new AbortController();
		const taken = new URLSearchParams([...new FormData(form).getAll('to')].map((token) => ['to', String(token)]));
		taken.set('q', input.value);
		try {
			const answer = await fetch(`${source}?${taken.toString()}`, { signal: asking.signal });
			if (!answer.ok) return;
			/** @type {{ suggestions: Suggestion[], said: string }} */
			const found = await answer.json();
			said.textContent = found.said;
			offered.replaceChildren(...found.suggestions.map(line));
			offered.hidden = found.suggestions.length === 0;
		} catch {
			// The network is away, or a newer question was asked. What was typed stays.
		}
	}

	/** @param {Suggestion} one */
	function line(one) {
		const item = copy('[data-offer]');
		set(item, 'button', (button) => {
			button.setAttribute('value', one.token);
			button.dataset.label = one.label;
			button.dataset.remove = one.remove;
		});
		set(item, '[data-text]', (label) => {
			label.textContent = one.label;
		});
		set(item, '[data-detail]', (detail) => {
			detail.textContent = one.detail;
		});
		return item;
	}

	/** @param {string} selector */
	function element(selector) {
		const found = form.querySelector(selector);
		if (!(found instanceof HTMLElement)) throw new Error(`no ${selector}`);
		return found;
	}

	/**
	 * The first element of a template.
	 * @param {string} selector
	 */
	function copy(selector) {
		const template = /** @type {HTMLTemplateElement} */ (element(selector));
		return /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (template.content.firstElementChild).cloneNode(true));
	}

	/**
	 * @param {HTMLElement} within
	 * @param {string} selector
	 * @param {(found: HTMLElement) => void} change
	 */
	function set(within, selector, change) {
		const found = within.querySelector(selector);
		if (found instanceof HTMLElement) change(found);
	}
}
