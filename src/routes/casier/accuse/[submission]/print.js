// The button that prints is of use with script only; without it, the browser's own menu prints this page.
for (const button of document.querySelectorAll('[data-print]')) {
	button.hidden = false;
	button.addEventListener('click', () => window.print());
}
