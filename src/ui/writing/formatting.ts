/** The button that brings the editor, and the hidden field it writes to. Until it is there one types plain text. */
import { copy, one } from './dom.ts';

export function offerFormatting(form: HTMLFormElement, changed: () => void): void {
	const button = one<HTMLButtonElement>(form, '[data-format]');
	const text = one<HTMLTextAreaElement>(form, 'textarea[name=body]');
	const document_ = one<HTMLInputElement>(form, 'input[name=document]');
	button.hidden = false;

	async function open(focus: boolean): Promise<void> {
		button.disabled = true;
		try {
			const { openEditor } = await import('./editor.ts');
			const bar = copy(form, '[data-toolbar]');
			openEditor({
				bar,
				text,
				content: document_.value,
				focus,
				written(json) {
					document_.value = json;
					changed();
				}
			});
			button.hidden = true;
		} catch {
			// It could not be fetched: plain text goes on as before, and the button can be pressed again.
			button.disabled = false;
		}
	}

	button.addEventListener('click', () => void open(true));
	// What was formatted before is shown so.
	if (document_.value !== '') void open(false);
}
