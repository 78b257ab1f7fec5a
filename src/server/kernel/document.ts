/**
 * Formatted text: ProseMirror JSON, kept to the few nodes a letter needs. What is stored has passed this
 * schema; what is shown is made from it node by node, so that no markup typed by somebody is ever markup.
 */
import * as v from 'valibot';
import { optionalText } from './input.ts';

export type Mark = { type: 'bold' } | { type: 'italic' } | { type: 'underline' } | { type: 'link'; attrs: { href: string } };

export interface TextNode {
	type: 'text';
	text: string;
	marks?: Mark[] | undefined;
}

export type Inline = TextNode | { type: 'hardBreak' };

export interface Paragraph {
	type: 'paragraph' | 'heading';
	content?: Inline[] | undefined;
}

export interface ListNode {
	type: 'bulletList' | 'orderedList';
	content: ListItem[];
}

export interface ListItem {
	type: 'listItem';
	content: (Paragraph | ListNode)[];
}

export interface Quote {
	type: 'blockquote';
	content: (Paragraph | ListNode)[];
}

export type Block = Paragraph | ListNode | Quote;

export interface Document {
	type: 'doc';
	content: Block[];
}

/** Lists in lists, at most. */
const DEEPEST = 4;
const MOST_NODES = 4_000;
const LONGEST = 20_000;

/** Only where a reader may be taken: never `javascript:`, `data:` or a relative address. */
function safeLink(href: string): boolean {
	try {
		return ['https:', 'http:', 'mailto:', 'tel:'].includes(new URL(href).protocol) && href.length <= 2_000;
	} catch {
		return false;
	}
}

const mark = v.variant('type', [
	v.object({ type: v.literal('bold') }),
	v.object({ type: v.literal('italic') }),
	v.object({ type: v.literal('underline') }),
	v.object({ type: v.literal('link'), attrs: v.object({ href: v.pipe(v.string(), v.check(safeLink, 'link-unsafe')) }) })
]);

const inline = v.variant('type', [
	v.object({
		type: v.literal('text'),
		text: v.pipe(
			v.string(),
			v.minLength(1),
			v.check((value) => !value.includes('\u0000'), 'invalid')
		),
		marks: v.optional(v.pipe(v.array(mark), v.maxLength(4)))
	}),
	v.object({ type: v.literal('hardBreak') })
]);

const paragraph = v.object({ type: v.picklist(['paragraph', 'heading']), content: v.optional(v.array(inline)) });

const listNode: v.GenericSchema<ListNode> = v.object({
	type: v.picklist(['bulletList', 'orderedList']),
	content: v.pipe(v.array(v.object({ type: v.literal('listItem'), content: v.pipe(v.array(v.union([paragraph, v.lazy(() => listNode)])), v.minLength(1)) })), v.minLength(1))
});

const quote = v.object({ type: v.literal('blockquote'), content: v.pipe(v.array(v.union([paragraph, listNode])), v.minLength(1)) });

/** Measured before the schema walks it: a hostile document must not cost a stack. */
function bounded(value: unknown): boolean {
	let nodes = 0;
	const depths: [unknown, number][] = [[value, 0]];
	for (let next = depths.pop(); next; next = depths.pop()) {
		const [node, depth] = next;
		if (++nodes > MOST_NODES || depth > 2 + DEEPEST * 2) return false;
		const content = (node as { content?: unknown } | null)?.content;
		if (Array.isArray(content)) for (const child of content) depths.push([child, depth + 1]);
	}
	return true;
}

const shape: v.GenericSchema<Document> = v.object({ type: v.literal('doc'), content: v.pipe(v.array(v.union([paragraph, listNode, quote])), v.minLength(1)) });

/** A document as a form or the API sends it: JSON text or the object itself. May be empty, as drafts are. */
export const formatted = v.pipe(
	v.union([
		v.pipe(
			v.string(),
			v.maxLength(LONGEST * 6, 'too-long'),
			v.rawTransform(({ dataset, addIssue, NEVER }): unknown => {
				try {
					return JSON.parse(dataset.value);
				} catch {
					addIssue({ message: 'invalid' });
					return NEVER;
				}
			})
		),
		v.record(v.string(), v.unknown())
	]),
	v.check(bounded, 'too-long'),
	shape,
	v.check((doc) => plainText(doc).length <= LONGEST, 'too-long')
);

/** The same, with something written in it. */
export const document = v.pipe(
	formatted,
	v.check((doc) => plainText(doc).length > 0, 'required')
);

/** The document of a form: a page without the editor sends an empty field. */
export const optionalDocument = v.optional(
	v.union([
		v.pipe(
			v.literal(''),
			v.transform(() => null)
		),
		formatted
	])
);

/** The same as plain text: for previews, search, notifications, and who writes without formatting. */
export function plainText(doc: Document): string {
	return doc.content
		.map((block) => blockText(block, ''))
		.join('\n\n')
		.trim();
}

function blockText(block: Block, indent: string): string {
	switch (block.type) {
		case 'paragraph':
		case 'heading':
			return indent + inlineText(block.content ?? []);
		case 'blockquote':
			return block.content.map((inner) => blockText(inner, `${indent}> `)).join('\n');
		case 'bulletList':
		case 'orderedList':
			return block.content.map((item, at) => itemText(item, indent, block.type === 'bulletList' ? '• ' : `${at + 1}. `)).join('\n');
	}
}

function itemText(item: ListItem, indent: string, sign: string): string {
	return item.content.map((inner, place) => (place === 0 ? blockText(inner, indent + sign) : blockText(inner, `${indent}  `))).join('\n');
}

function inlineText(content: readonly Inline[]): string {
	return content.map((node) => (node.type === 'text' ? node.text : '\n')).join('');
}

/** Plain text as a document, a paragraph for each blank line: where formatting is added to what was typed without. */
export function fromText(text: string): Document {
	const paragraphs = text.split(/\n{2,}/).map((part): Paragraph => {
		const content = part
			.split('\n')
			.flatMap((line, at): Inline[] => [...(at > 0 ? [{ type: 'hardBreak' } as const] : []), ...(line ? [{ type: 'text', text: line } as const] : [])]);
		return content.length > 0 ? { type: 'paragraph', content } : { type: 'paragraph' };
	});
	return { type: 'doc', content: paragraphs };
}

/** The text: plain, or formatted. A page without the editor sends both: words changed there count, and the formatting goes. */
export const typed = { body: optionalText(20_000), document: optionalDocument };

export interface Text {
	body: string;
	document: Document | null;
}

/** The text as it is stored. */
export function textOf(input: { body: string; document?: Document | null | undefined }): Text {
	if (!input.document) return { body: input.body, document: null };
	const words = plainText(input.document);
	return input.body === '' || input.body === words ? { body: words, document: input.document } : { body: input.body, document: null };
}
