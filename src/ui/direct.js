// @ts-check
/**
 * The bell follows what happens: one connection for all open tabs of a browser (the tab that holds the lock has
 * it and tells the others), backs off when it fails, stops when the session ends. Without this file the count is
 * that of the last page.
 */

const bell = /** @type {HTMLElement | null} */ (document.querySelector('[data-bell]'));
if (bell && 'locks' in navigator && 'BroadcastChannel' in window && 'EventSource' in window) start(bell);

/** @param {HTMLElement} bell */
function start(bell) {
	const NAME = 'preau-direct';
	const FIRST_MS = 2_000;
	const LONGEST_MS = 5 * 60_000;
	const dot = /** @type {HTMLElement} */ (bell.querySelector('.dot'));
	const said = /** @type {HTMLElement | null} */ (document.querySelector('[data-bell-said]'));
	let shown = Number(bell.dataset.bell ?? 0);
	const channel = new BroadcastChannel(NAME);
	channel.addEventListener('message', (event) => show(Number(event.data)));

	/** @param {number} count */
	function show(count) {
		if (!Number.isInteger(count) || count === shown) return;
		const more = count > shown;
		shown = count;
		dot.hidden = count === 0;
		dot.textContent = count > 99 ? '99+' : String(count);
		const words = (count === 0 ? bell.dataset.none : count === 1 ? bell.dataset.one : bell.dataset.many) ?? '';
		const text = words.replace('{count}', count > 99 ? '99+' : String(count));
		bell.setAttribute('aria-label', text);
		bell.title = text;
		if (more && said) said.textContent = text;
	}

	/** @type {EventSource | undefined} */
	let source;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let again;
	let pause = FIRST_MS;
	let over = false;

	function connect() {
		if (over) return;
		source = new EventSource('/notifications/direct');
		source.addEventListener('count', (event) => {
			pause = FIRST_MS;
			const count = Number(event.data);
			show(count);
			channel.postMessage(count);
		});
		// The session is over: nobody to tell.
		source.addEventListener('fin', () => {
			over = true;
			source?.close();
		});
		// This process stops: another takes over, soon, and not all at the same moment.
		source.addEventListener('ailleurs', () => {
			pause = FIRST_MS;
			later();
		});
		source.addEventListener('error', later);
	}

	/** Instead of the browser's own attempts, which never grow apart. */
	function later() {
		source?.close();
		clearTimeout(again);
		if (over) return;
		again = setTimeout(connect, pause * (0.5 + Math.random()));
		pause = Math.min(pause * 2, LONGEST_MS);
	}

	/** @type {(() => void) | undefined} */
	let release;
	let leaving = new AbortController();
	function lead() {
		leaving = new AbortController();
		navigator.locks
			.request(NAME, { signal: leaving.signal }, () => {
				connect();
				return new Promise((resolve) => {
					release = () => resolve(undefined);
				});
			})
			.catch(() => undefined);
	}

	// A page kept aside for « back » holds nothing: another tab takes over.
	addEventListener('pagehide', () => {
		clearTimeout(again);
		source?.close();
		release?.();
		leaving.abort();
	});
	addEventListener('pageshow', (event) => {
		if (event.persisted) lead();
	});
	lead();
}
