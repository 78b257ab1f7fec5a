/**
 * Comfort of writing, served as one small file of its own: the form works the same without it, each button
 * sends it. Bringing the framework to this page would have cost a pupil's phone 90 kB; the editor comes only
 * when formatting is asked for.
 */
import { attachFiles } from '#ui/writing/attach.ts';
import { offerFormatting } from '#ui/writing/formatting.ts';
import { keepDraft } from './keep.ts';
import { offerKept } from './kept.ts';
import { suggestRecipients } from './recipients.ts';

const form = document.querySelector<HTMLFormElement>('form[data-compose]');
if (form) {
	for (const line of form.querySelectorAll<HTMLElement>('[data-line]')) suggestRecipients(form, line);
	const draft = keepDraft(form);
	offerFormatting(form, draft.changed);
	attachFiles(form, draft.changed);
	void offerKept(form);
}
