/** What somebody wrote, cut into paragraphs, lines and links. Shown as text: never as HTML. */
import type { Document } from '#kernel/document';

export interface Piece {
	text: string;
	/** Address to open, when the piece is one. */
	href: string | null;
}

/** Paragraphs of lines of pieces. */
export function piecesOf(text: string): Piece[][][] {
	return text
		.trim()
		.split(/\n\s*\n/)
		.map((paragraph) => paragraph.split('\n').map(linePieces));
}

export function linePieces(line: string): Piece[] {
	const pieces: Piece[] = [];
	let at = 0;
	for (const found of line.matchAll(/https?:\/\/[^\s<>"«»]+/gi)) {
		// What ends a sentence is not the end of an address.
		const text = balanced(found[0].replace(/[.,;:!?'’*_\]]+$/, ''));
		const href = safe(text);
		if (!href) continue;
		if (found.index > at) pieces.push({ text: line.slice(at, found.index), href: null });
		pieces.push({ text, href });
		at = found.index + text.length;
	}
	if (at < line.length || pieces.length === 0) pieces.push({ text: line.slice(at), href: null });
	return pieces;
}

/** A closing bracket belongs to the address only when it was opened there: « (voir https://exemple.fr) ». */
function balanced(text: string): string {
	let kept = text;
	while (kept.endsWith(')') && (kept.match(/\(/g)?.length ?? 0) < (kept.match(/\)/g)?.length ?? 0)) kept = kept.slice(0, -1).replace(/[.,;:!?]+$/, '');
	return kept;
}

/** Web addresses only, and none that hides another name before an « @ ». */
function safe(text: string): string | null {
	if (!URL.canParse(text)) return null;
	const url = new URL(text);
	return (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname.includes('.') && url.username === '' && url.password === '' ? url.href : null;
}

/** What one writes: plain, or formatted, as JSON. */
export interface Written {
	body: string;
	document: string;
}

/** The document a form carries, as long as its words are those of the plain field beside it; see textOf of the server. */
export function documentOf(typed: Written): Document | null {
	return typed.document !== '' && typed.body.trim() === '' ? (JSON.parse(typed.document) as Document) : null;
}

/** Its words alone, for a field of plain text. */
export const wordsIn = (typed: Written): string => typed.body || (typed.document ? wordsOf(JSON.parse(typed.document) as Document) : '');

function wordsOf(node: { text?: string; content?: readonly unknown[] }): string {
	if (node.text !== undefined) return node.text;
	const inner = (node.content ?? []).map((child) => wordsOf(child as Parameters<typeof wordsOf>[0]));
	return inner.join(inner.length > 0 && 'type' in node && node.type === 'doc' ? '\n\n' : '');
}
