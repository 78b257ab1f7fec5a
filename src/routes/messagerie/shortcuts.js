// @ts-check
/**
 * Keys for who lives in the mailbox: they press what is on the page, nothing else. Silent while somebody
 * types, and off altogether for who says so (WCAG 2.1.4): the panel that lists them has the switch.
 */

const KEPT = 'preau-raccourcis';
const panel = /** @type {HTMLDialogElement | null} */ (document.querySelector('[data-shortcuts]'));
const toggle = /** @type {HTMLInputElement | null} */ (document.querySelector('[data-shortcuts-on]'));

let on = localStorage.getItem(KEPT) !== 'non';
if (toggle) {
	toggle.checked = on;
	toggle.addEventListener('change', () => {
		on = toggle.checked;
		localStorage.setItem(KEPT, on ? 'oui' : 'non');
	});
}
const opener = /** @type {HTMLButtonElement | null} */ (document.querySelector('[data-shortcuts-open]'));
if (opener) {
	opener.hidden = false;
	opener.addEventListener('click', () => panel?.showModal());
}

/** @param {number} step */
function walk(step) {
	const letters = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll('[data-letters] a')]).filter((one) => one.offsetParent !== null);
	const at = letters.findIndex((one) => one === document.activeElement || one.getAttribute('aria-current') === 'true');
	letters[at < 0 ? (step > 0 ? 0 : letters.length - 1) : Math.min(Math.max(at + step, 0), letters.length - 1)]?.focus();
}

/** @param {string} selector */
function press(selector) {
	const found = /** @type {HTMLElement | null} */ (document.querySelector(selector));
	if (found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement) found.focus();
	else found?.click();
	return found !== null;
}

/** @type {Record<string, () => void>} */
const KEYS = {
	j: () => walk(1),
	k: () => walk(-1),
	x: () => {
		const box = document.activeElement?.closest('li')?.querySelector('input[type="checkbox"]');
		if (box instanceof HTMLInputElement) box.click();
	},
	c: () => press('a[href="/messagerie/ecrire"]'),
	r: () => press('#repondre textarea'),
	'/': () => press('form[action="/messagerie/recherche"] input[type="search"]'),
	'?': () => panel?.showModal()
};

document.addEventListener('keydown', (event) => {
	if (!on || event.ctrlKey || event.metaKey || event.altKey || panel?.open) return;
	const target = /** @type {HTMLElement} */ (event.target);
	if (target.isContentEditable || target.matches('textarea, select, input:not([type="checkbox"])')) return;
	const act = KEYS[event.key];
	if (act) act();
	// Buttons that say their own key: archive, trash, star, unread.
	else if (!press(`[data-key="${CSS.escape(event.key)}"]`)) return;
	event.preventDefault();
});
