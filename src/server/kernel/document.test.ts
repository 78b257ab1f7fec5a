import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { document, fromText, plainText, type Document } from './document.ts';

const letter: Document = {
	type: 'doc',
	content: [
		{ type: 'paragraph', content: [{ type: 'text', text: 'Bonjour', marks: [{ type: 'bold' }] }, { type: 'hardBreak' }, { type: 'text', text: 'à tous' }] },
		{ type: 'bulletList', content: [{ type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'un compas' }] }] }] }
	]
};

function link(href: string): unknown {
	return { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'ici', marks: [{ type: 'link', attrs: { href } }] }] }] };
}

function nested(depth: number): unknown {
	const inner = { type: 'paragraph', content: [{ type: 'text', text: 'x' }] };
	let list: unknown = inner;
	for (let at = 0; at < depth; at++) list = { type: 'bulletList', content: [{ type: 'listItem', content: [list] }] };
	return { type: 'doc', content: [list] };
}

describe('formatted text', () => {
	test('is kept as it was, from JSON or as an object', () => {
		expect(v.parse(document, letter)).toEqual(letter);
		expect(v.parse(document, JSON.stringify(letter))).toEqual(letter);
	});

	test('reads as plain text', () => {
		expect(plainText(letter)).toBe('Bonjour\nà tous\n\n• un compas');
	});

	test.each(['javascript:alert(1)', 'data:text/html,x', '/compte', 'vbscript:x', ' javascript:alert(1)'])('a link to %s is refused', (href) => {
		expect(v.safeParse(document, link(href)).success).toBe(false);
	});

	test.each(['https://www.education.gouv.fr/', 'mailto:vie@exemple.fr', 'tel:+33123456789'])('a link to %s is kept', (href) => {
		expect(v.safeParse(document, link(href)).success).toBe(true);
	});

	test('knows no other node, and keeps no attribute it does not know', () => {
		expect(v.safeParse(document, { type: 'doc', content: [{ type: 'image', attrs: { src: 'https://x.fr/p.gif' } }] }).success).toBe(false);
		const styled = { type: 'doc', content: [{ type: 'paragraph', attrs: { style: 'color:red' }, content: [{ type: 'text', text: 'a' }] }] };
		expect(JSON.stringify(v.parse(document, styled))).not.toContain('style');
	});

	test('nothing written is nothing', () => {
		expect(v.safeParse(document, { type: 'doc', content: [{ type: 'paragraph' }] }).success).toBe(false);
		expect(v.safeParse(document, 'not json').success).toBe(false);
		expect(v.safeParse(document, { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'a\u0000' }] }] }).success).toBe(false);
	});

	test('depth and size end somewhere', () => {
		expect(v.safeParse(document, nested(4)).success).toBe(true);
		expect(v.safeParse(document, nested(5)).success).toBe(false);
		expect(v.safeParse(document, nested(20_000)).success).toBe(false);
		expect(v.safeParse(document, fromText('a'.repeat(20_001))).success).toBe(false);
	});

	test('plain text becomes paragraphs and reads the same again', () => {
		const text = 'Bonjour,\nune question.\n\nMerci';
		expect(plainText(fromText(text))).toBe(text);
		expect(v.safeParse(document, fromText(text)).success).toBe(true);
	});
});
