// @ts-check
/**
 * The keyboard on the pages of a document: the arrows left and right go from page to page as the links under each do, and on
 * to the next screen; Escape leads back where one came from. All of it works by the links without this.
 */
const pages = /** @type {HTMLElement | null} */ (document.querySelector('[data-pages]'));
/** A page scrolled to stands a little below the edge. Pixels. */
const TOP = 40;
const hint = /** @type {HTMLElement | null} */ (document.querySelector('[data-keys]'));
if (hint) hint.hidden = false;

addEventListener('keydown', (event) => {
	const at = event.target;
	if (!pages || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
	// Where keys have a meaning of their own: a field, a menu, the panel of reading.
	if (at instanceof Element && at.closest('input, select, textarea, [contenteditable], dialog, details[open], [popover]')) return;
	if (event.key === 'Escape' && pages.dataset.back) location.assign(pages.dataset.back);
	const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
	if (step === undefined) return;
	event.preventDefault();
	turn(step);
});

/** @param {number} step */
function turn(step) {
	const figures = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-page]')]);
	const next = figures[current(figures) + step];
	if (next) {
		next.focus({ preventScroll: true });
		next.scrollIntoView({ block: 'start' });
		return;
	}
	/** @type {HTMLAnchorElement | null} */ (document.querySelector(step > 0 ? 'a[rel=next]' : 'a[rel=prev]'))?.click();
}

/**
 * The page that has the focus, or the one looked at: the last that begins at the top of the window, or above. -1: before the first.
 * @param {HTMLElement[]} figures
 */
function current(figures) {
	const focused = figures.findIndex((one) => one.contains(document.activeElement));
	return focused >= 0 ? focused : figures.findLastIndex((one) => one.getBoundingClientRect().top < TOP);
}
