// @ts-check
/**
 * Reads the page aloud with a voice of the device, block by block, and marks the block being read. What is
 * selected is read alone. A voice that would send the text to somebody's server is never used: without one
 * on the device the button stays away.
 */
const BLOCKS = 'h1, h2, h3, p, li, dt, dd, caption, th, td, legend, label, blockquote';
const panel = document.querySelector('[data-aloud]');
const say = panel?.querySelector('[data-say]');
const stop = panel?.querySelector('[data-stop]');
const main = document.querySelector('main');
if (panel instanceof HTMLElement && say instanceof HTMLElement && stop instanceof HTMLElement && main && 'speechSynthesis' in window) start(panel, say, stop, main);

/**
 * @param {HTMLElement} panel
 * @param {HTMLElement} say
 * @param {HTMLElement} stop
 * @param {HTMLElement} main
 */
function start(panel, say, stop, main) {
	const lang = document.documentElement.lang;
	/** @type {Element | null} */
	let reading = null;
	/** Another reading, or none: what an older one still has to say is dropped. */
	let turn = 0;

	const offer = () => {
		panel.hidden = voiceFor(lang) === undefined;
	};
	offer();
	speechSynthesis.addEventListener('voiceschanged', offer);
	window.addEventListener('pagehide', () => speechSynthesis.cancel());

	say.addEventListener('click', () => {
		const selected = String(window.getSelection() ?? '').trim();
		read(selected === '' ? blocks() : [{ text: selected, at: null }]);
		stop.hidden = false;
		say.hidden = true;
		stop.focus();
	});
	stop.addEventListener('click', () => {
		end();
		say.focus();
	});

	function end() {
		turn++;
		speechSynthesis.cancel();
		mark(null);
		stop.hidden = true;
		say.hidden = false;
	}

	/** The innermost blocks, in order: each word once. */
	function blocks() {
		return [...main.querySelectorAll(BLOCKS)]
			.filter((one) => !panel.contains(one) && !one.querySelector(BLOCKS) && one instanceof HTMLElement && one.checkVisibility())
			.map((at) => ({ text: /** @type {HTMLElement} */ (at).innerText.trim(), at }))
			.filter(({ text }) => text !== '');
	}

	/** @param {{ text: string, at: Element | null }[]} parts */
	function read(parts) {
		speechSynthesis.cancel();
		const mine = ++turn;
		const next = () => {
			const part = parts.shift();
			if (mine !== turn) return;
			if (!part) return end();
			const spoken = part.at?.closest('[lang]')?.getAttribute('lang') ?? lang;
			const utterance = new SpeechSynthesisUtterance(part.text);
			utterance.lang = spoken;
			utterance.voice = voiceFor(spoken) ?? voiceFor(lang) ?? null;
			utterance.addEventListener('end', next);
			utterance.addEventListener('error', () => {
				if (mine === turn) end();
			});
			mark(part.at);
			speechSynthesis.speak(utterance);
		};
		next();
	}

	/** @param {Element | null} at */
	function mark(at) {
		reading?.classList.remove('spoken');
		reading = at;
		at?.classList.add('spoken');
		at?.scrollIntoView({ block: 'nearest' });
	}
}

/** @param {string} lang */
function voiceFor(lang) {
	return speechSynthesis.getVoices().find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(lang.slice(0, 2)));
}
