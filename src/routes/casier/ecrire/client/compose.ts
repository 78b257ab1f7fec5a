/**
 * Comfort of writing work, as one small file of its own: saved while one writes, files sent beside it, formatting when
 * it is asked for. Without it every button works.
 */
import { attachFiles } from '#ui/writing/attach.ts';
import { offerFormatting } from '#ui/writing/formatting.ts';
import { keepWork, offerKept } from './keep.ts';

const form = document.querySelector<HTMLFormElement>('form[data-work]');
if (form) {
	offerKept(form);
	const draft = keepWork(form);
	offerFormatting(form, draft.changed);
	attachFiles(form, draft.changed);
}
