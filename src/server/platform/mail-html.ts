/**
 * The HTML part of a mail, made of its text: the same words in the same order, with links one can press. Nothing
 * is fetched when it is opened and nothing tells that it was: no picture, no style sheet. Only addresses of this
 * installation are links; one that somebody wrote into a subject stays words.
 */

export interface AboutMail {
	subject: string;
	locale: string;
	/** `https://ent.exemple.fr` */
	origin: string;
}

export function mailHtml(text: string, about: AboutMail): string {
	const paragraphs = text.trim().split(/\n{2,}/);
	return `<!doctype html>
<html lang="${escaped(about.locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(about.subject)}</title>
</head>
<body style="max-width: 36rem; margin: 0 auto; padding: 1rem; font: 1.0625rem/1.5 sans-serif">
${paragraphs.map((one) => `<p>${pressed(one, about.origin) ?? linked(one, about.origin)}</p>`).join('\n')}
</body>
</html>
`;
}

/** Words, then their link on the line below or after a colon at the end: the words are what one presses. */
function pressed(paragraph: string, origin: string): string | null {
	const [, words = '', between = '', link = ''] = /^([^\n]+?)(\n|\s*:\s+)(\S+)$/.exec(paragraph) ?? [];
	if (!link.startsWith(`${origin}/`) || words.includes(`${origin}/`)) return null;
	// A line of its own as a whole; of several sentences before a colon, the last.
	const from = between === '\n' ? 0 : words.lastIndexOf('. ') + 1;
	return `${escaped(words.slice(0, from))}${from > 0 ? ' ' : ''}<a href="${escaped(link)}">${escaped(words.slice(from).trim())}</a>`;
}

/** Each address of ours is a link, shown as it is. */
function linked(paragraph: string, origin: string): string {
	// A blank on each side, not the full stop or comma of the sentence.
	const parts = paragraph.split(/(\s+)/);
	return parts
		.map((part) => {
			if (!part.startsWith(`${origin}/`)) return escaped(part).replaceAll('\n', '<br>\n');
			const link = part.replace(/[.,;:!?)]+$/, '');
			return `<a href="${escaped(link)}">${escaped(link)}</a>${escaped(part.slice(link.length))}`;
		})
		.join('');
}

const NAMED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
function escaped(text: string): string {
	return text.replace(/[&<>"]/g, (sign) => NAMED[sign] ?? sign);
}
