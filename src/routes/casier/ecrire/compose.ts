/**
 * Comfort of writing work, as one small file of its own: files sent beside the writing, formatting when it is
 * asked for, and no page of error in place of the form when the network is gone. Without it every button works.
 */
import { one } from '#ui/writing/dom.ts';
import { attachFiles } from '#ui/writing/attach.ts';
import { offerFormatting } from '#ui/writing/formatting.ts';

const form = document.querySelector<HTMLFormElement>('form[data-work]');
if (form) {
	const nothing = (): void => undefined;
	offerFormatting(form, nothing);
	attachFiles(form, nothing);
	form.addEventListener('submit', (event) => {
		one(form, '[data-offline]').hidden = navigator.onLine;
		if (!navigator.onLine) event.preventDefault();
	});
}
