import { describe, expect, test } from 'vitest';
import { piecesOf } from './written.ts';

const links = (text: string) =>
	piecesOf(text)
		.flat(2)
		.filter((piece) => piece.href)
		.map((piece) => piece.text);
const whole = (text: string) =>
	piecesOf(text)
		.map((lines) => lines.map((line) => line.map((piece) => piece.text).join('')).join('\n'))
		.join('\n\n');

describe('text of a message', () => {
	test('blank lines make paragraphs, and no word is lost', () => {
		const text = 'Bonjour,\n\nvoir https://exemple.fr/a?b=1#c, puis\nhttp://exemple.fr.\n\nMerci (https://exemple.fr/x_(y)).';
		expect(piecesOf(text)).toHaveLength(3);
		expect(whole(text)).toBe(text);
	});

	test.each([
		['voir https://exemple.fr/a.', ['https://exemple.fr/a']],
		['(https://exemple.fr)', ['https://exemple.fr']],
		['https://fr.wikipedia.org/wiki/Lune_(astre)', ['https://fr.wikipedia.org/wiki/Lune_(astre)']],
		['« https://exemple.fr »', ['https://exemple.fr']],
		['javascript:alert(1) data:text/html,x', []],
		['https://banque.fr@ailleurs.example/ et http://localhost/x', []],
		['<a href="https://exemple.fr">', ['https://exemple.fr']],
		['https://', []]
	])('%s', (text, expected) => {
		expect(links(text)).toEqual(expected);
		expect(whole(text)).toBe(text);
	});
});
