/** Comfort of correcting, a file of its own: everything it does the form does too. */
import { attachFiles } from '#ui/writing/attach.ts';
import { drawOnPages } from './draw.ts';
import { keepReview } from './keep.ts';
import { recordAudio } from './record.ts';

const form = document.querySelector<HTMLFormElement>('form[data-review]');
if (form) {
	const { changed, saved } = keepReview(form);
	attachFiles(form, changed);
	recordAudio(form);
	drawOnPages(form, saved);
	const body = form.querySelector<HTMLTextAreaElement>('textarea[name=body]');
	const phrase = form.querySelector<HTMLSelectElement>('select[name=phrase]');
	form.querySelector('[data-phrase]')?.addEventListener('click', (event) => {
		if (!body || !phrase) return;
		event.preventDefault();
		body.setRangeText(`${body.value === '' || body.value.endsWith('\n') ? '' : '\n'}${phrase.value}`, body.selectionEnd, body.selectionEnd, 'end');
		body.focus();
		changed();
	});
}
