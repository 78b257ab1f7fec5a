/** The toolbar: one stop of the Tab key, arrows inside, Escape back into the text; each button says whether it is on. */
import type { Editor } from '@tiptap/core';
import { one } from './dom.ts';

const ACTS: Record<string, { run: (editor: Editor) => void; on?: (editor: Editor) => boolean }> = {
	bold: { run: (editor) => editor.chain().toggleBold().run(), on: (editor) => editor.isActive('bold') },
	italic: { run: (editor) => editor.chain().toggleItalic().run(), on: (editor) => editor.isActive('italic') },
	underline: { run: (editor) => editor.chain().toggleUnderline().run(), on: (editor) => editor.isActive('underline') },
	heading: { run: (editor) => editor.chain().toggleHeading({ level: 2 }).run(), on: (editor) => editor.isActive('heading') },
	bullets: { run: (editor) => editor.chain().toggleBulletList().run(), on: (editor) => editor.isActive('bulletList') },
	numbers: { run: (editor) => editor.chain().toggleOrderedList().run(), on: (editor) => editor.isActive('orderedList') },
	quote: { run: (editor) => editor.chain().toggleBlockquote().run(), on: (editor) => editor.isActive('blockquote') },
	undo: { run: (editor) => editor.chain().undo().run() },
	redo: { run: (editor) => editor.chain().redo().run() }
};

export function wireToolbar(bar: HTMLElement, editor: Editor): void {
	const tools = one(bar, '[role=toolbar]');
	const buttons = [...tools.querySelectorAll<HTMLButtonElement>('button')];
	const linkButton = one<HTMLButtonElement>(bar, '[data-do=link]');
	const link = one(bar, '[data-link]');
	const address = one<HTMLInputElement>(link, 'input');

	/** At once: Tiptap's own command waits for the next frame, and what was typed meanwhile went to the button. */
	function backInText(): void {
		editor.view.focus();
	}

	function reach(button: HTMLButtonElement | undefined): void {
		if (!button) return;
		for (const each of buttons) each.tabIndex = each === button ? 0 : -1;
		button.focus();
	}

	tools.addEventListener('keydown', (event) => {
		const at = buttons.findIndex((button) => button === document.activeElement);
		if (event.key === 'ArrowRight') reach(buttons[(at + 1) % buttons.length]);
		else if (event.key === 'ArrowLeft') reach(buttons.at(at - 1));
		else if (event.key === 'Home') reach(buttons[0]);
		else if (event.key === 'End') reach(buttons.at(-1));
		else if (event.key === 'Escape') backInText();
		else return;
		event.preventDefault();
	});

	tools.addEventListener('click', (event) => {
		const button = event.target instanceof Element ? event.target.closest('button') : null;
		if (!button) return;
		if (button === linkButton) askLink();
		else {
			backInText();
			ACTS[button.dataset.do ?? '']?.run(editor);
		}
	});

	function askLink(): void {
		link.hidden = false;
		address.value = String(editor.getAttributes('link').href ?? '');
		address.focus();
	}

	function setLink(): void {
		const typed = address.value.trim();
		const href = /^[a-z]+:/i.test(typed) ? typed : `https://${typed}`;
		backInText();
		const chain = editor.chain().extendMarkRange('link');
		if (typed === '') chain.unsetLink().run();
		else if (editor.state.selection.empty && !editor.isActive('link')) chain.insertContent({ type: 'text', text: typed, marks: [{ type: 'link', attrs: { href } }] }).run();
		else chain.setLink({ href }).run();
		link.hidden = true;
	}

	one(link, 'button').addEventListener('click', setLink);
	address.addEventListener('keydown', (event) => {
		if (event.key === 'Enter') setLink();
		else if (event.key === 'Escape') {
			link.hidden = true;
			backInText();
		} else return;
		event.preventDefault();
	});

	function show(): void {
		for (const button of buttons) {
			const act = ACTS[button.dataset.do ?? ''];
			if (act?.on) button.setAttribute('aria-pressed', String(act.on(editor)));
		}
		linkButton.setAttribute('aria-pressed', String(editor.isActive('link')));
	}
	editor.on('transaction', show);
	show();
}
