/** Formatted text with Tiptap: only what our schema knows, so that whatever is pasted is cleaned by it. */
import { Editor, type JSONContent } from '@tiptap/core';
import Blockquote from '@tiptap/extension-blockquote';
import Bold from '@tiptap/extension-bold';
import Document from '@tiptap/extension-document';
import HardBreak from '@tiptap/extension-hard-break';
import Heading from '@tiptap/extension-heading';
import Italic from '@tiptap/extension-italic';
import Link from '@tiptap/extension-link';
import { BulletList, ListItem, OrderedList } from '@tiptap/extension-list';
import Paragraph from '@tiptap/extension-paragraph';
import Text from '@tiptap/extension-text';
import Underline from '@tiptap/extension-underline';
import { UndoRedo } from '@tiptap/extensions';
import { wireToolbar } from './toolbar.ts';

const INNER = '(paragraph | bulletList | orderedList)';
const PROTOCOLS = ['http', 'https', 'mailto', 'tel'];

const extensions = [
	Document,
	Paragraph,
	Text,
	HardBreak,
	Bold,
	Italic,
	Underline,
	Heading.configure({ levels: [2] }),
	BulletList,
	OrderedList,
	ListItem.extend({ content: `paragraph ${INNER}*` }),
	Blockquote.extend({ content: `${INNER}+` }),
	Link.configure({
		openOnClick: false,
		autolink: true,
		defaultProtocol: 'https',
		protocols: PROTOCOLS,
		isAllowedUri: (url) => URL.canParse(url) && PROTOCOLS.includes(new URL(url).protocol.slice(0, -1))
	}),
	UndoRedo
];

/** A paragraph for each blank line, a break for each line. */
function paragraphs(text: string): JSONContent {
	const content = text.split(/\n{2,}/).map((part) => ({
		type: 'paragraph',
		content: part.split('\n').flatMap((line, at): JSONContent[] => [...(at > 0 ? [{ type: 'hardBreak' }] : []), ...(line ? [{ type: 'text', text: line }] : [])])
	}));
	return { type: 'doc', content };
}

export function openEditor(given: { bar: HTMLElement; text: HTMLTextAreaElement; content: string; focus: boolean; written: (json: string) => void }): void {
	const { bar, text } = given;
	const place = document.createElement('div');
	place.className = 'editor';
	text.before(bar, place);
	const label = text.form?.querySelector<HTMLElement>(`label[for="${text.id}"]`);
	if (label) label.id = `${text.id}-label`;
	const editor = new Editor({
		element: place,
		extensions,
		// The stylesheet is ours: the policy of the page allows no other.
		injectCSS: false,
		content: given.content === '' ? paragraphs(text.value) : (JSON.parse(given.content) as JSONContent),
		editorProps: {
			attributes: {
				id: text.id,
				class: 'control prose',
				role: 'textbox',
				'aria-multiline': 'true',
				...(label ? { 'aria-labelledby': label.id } : {}),
				...(text.getAttribute('aria-describedby') ? { 'aria-describedby': text.getAttribute('aria-describedby') ?? '' } : {})
			},
			handleKeyDown(_view, event) {
				if (event.key !== 'F10' || !event.altKey) return false;
				bar.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
				return true;
			}
		},
		onUpdate: ({ editor: now }) => {
			given.written(JSON.stringify(now.getJSON()));
		}
	});
	// What is sent now is the document; the plain field would say otherwise.
	text.disabled = true;
	text.hidden = true;
	text.removeAttribute('id');
	label?.addEventListener('click', () => editor.commands.focus());
	given.written(JSON.stringify(editor.getJSON()));
	wireToolbar(bar, editor);
	if (given.focus) editor.commands.focus('end');
}
