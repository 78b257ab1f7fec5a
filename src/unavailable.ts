/**
 * The page people get while the database is away: it says so and asks to try again. What was typed is on it, and
 * is sent again by its button: who has no script, and whose browser forgets a form when it goes back, loses nothing.
 */
import template from './error.html?raw';
import { m } from '#paraglide/messages.js';
import { getLocale } from '#paraglide/runtime.js';

/** A form as it was sent. */
export interface KeptForm {
	action: string;
	fields: [string, string][];
}

/** Never written into a page, not even for who typed it. */
const SECRET = /^(password|current|code)$/;
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * To be called before anybody reads the request; asked when it failed. Null for what is not a form of our own
 * pages, for a form with a secret in it, and for one with files, which are not text.
 */
export function keptForm(request: Request, url: URL): () => Promise<KeptForm | null> {
	const ours = request.method === 'POST' && request.headers.get('origin') === url.origin;
	if (!ours || !/^application\/x-www-form-urlencoded\b/.test(request.headers.get('content-type') ?? '')) return () => Promise.resolve(null);
	const copy = request.clone();
	let form: Promise<KeptForm | null> | null = null;
	const read = async () => {
		const fields = [...new URLSearchParams(await copy.text().catch(() => ''))];
		return fields.length === 0 || fields.some(([name]) => SECRET.test(name)) ? null : { action: url.pathname + url.search, fields };
	};
	return () => (form ??= read());
}

export function unavailable(kept: KeptForm | null): Response {
	// Nobody knows here who reads it, a pupil or an adult: it says neither « tu » nor « vous ».
	const page = template
		.replace('<html lang="fr">', `<html lang="${getLocale()}">`)
		.replace('%sveltekit.error.message%', escaped(m.common_away_title()))
		// By a function: in a text, « $& » would be a pattern.
		.replace(/<p>[\s\S]*<\/p>\s*<\/main>/, () => `${kept ? form(kept) : nothingTyped()}</main>`);
	return new Response(page, {
		status: 503,
		headers: { 'content-type': 'text/html; charset=utf-8', 'retry-after': '10', 'cache-control': 'no-store', 'content-security-policy': POLICY }
	});
}

function nothingTyped(): string {
	return `<p>${escaped(m.common_away_text())} <a href="/">${escaped(m.common_error_home())}</a></p>\n`;
}

/** The words one typed are shown; choices and identifiers are only carried along. */
function form({ action, fields }: KeptForm): string {
	const words = fields
		.map(([, value]) => value.trim())
		.filter((value) => /\s/.test(value) && !value.startsWith('{'))
		.join('\n\n');
	return `<form method="post" action="${escaped(action)}">
${fields.map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`).join('\n')}
<p>${escaped(m.common_kept_typed())}</p>
${words === '' ? '' : `<p><label for="garde">${escaped(m.common_kept_text())}</label></p>\n<textarea id="garde" rows="8" readonly>\n${escaped(words)}</textarea>`}
<p><button>${escaped(m.common_send_again())}</button></p>
</form>
`;
}

const NAMED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\r': '&#13;' };
function escaped(text: string): string {
	return text.replace(/[&<>"\n\r]/g, (sign) => NAMED[sign] ?? sign);
}
