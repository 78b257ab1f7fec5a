// @ts-check
/**
 * Line focus, for readers who lose their line: a band of a few lines stays clear, the rest is veiled. The
 * band follows the pointer and the keyboard's focus; a page that scrolls under it is read without either.
 * Only drawn: nothing is hidden from anybody who does not look.
 */
const band = document.createElement('div');
band.className = 'line-band';
band.setAttribute('aria-hidden', 'true');
document.body.append(band);
move(window.innerHeight * 0.4);

document.addEventListener('pointermove', (event) => move(event.clientY), { passive: true });
document.addEventListener('pointerdown', (event) => move(event.clientY), { passive: true });
document.addEventListener('focusin', ({ target }) => {
	if (!(target instanceof Element) || target.id === 'contenu') return;
	const { top, height } = target.getBoundingClientRect();
	move(top + Math.min(height, band.offsetHeight) / 2);
});

/** @param {number} middle */
function move(middle) {
	const half = band.offsetHeight / 2;
	const top = Math.min(Math.max(middle - half, 0), window.innerHeight - band.offsetHeight);
	band.style.setProperty('top', `${Math.round(top)}px`);
}
