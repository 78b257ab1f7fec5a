/** Comfort of correcting, a file of its own: everything it does the form does too. */
import { attachFiles } from '#ui/writing/attach.ts';
import { recordAudio } from '#ui/writing/record.ts';
import { drawOnPages } from './draw.ts';
import { keepReview } from './keep.ts';

const form = document.querySelector<HTMLFormElement>('form[data-review]');
if (form) {
	const { changed, settled } = keepReview(form);
	const files = attachFiles(form, changed);
	recordAudio(form, files.add);
	drawOnPages(form, settled);
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
