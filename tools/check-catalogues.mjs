// Every message exists in every language with the same placeholders, French typography holds, and no
// message is left that nothing uses.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const problems = [];
const load = (locale) => Object.assign({}, ...readdirSync(`messages/${locale}`).map((file) => JSON.parse(readFileSync(`messages/${locale}/${file}`, 'utf8'))));
const text = (message) => (typeof message === 'string' ? message : JSON.stringify(message));
const placeholders = (message) => [...new Set([...text(message).matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort().join(',');

const fr = load('fr');
const en = load('en');
for (const key of new Set([...Object.keys(fr), ...Object.keys(en)])) {
	if (!(key in fr)) problems.push(`${key}: missing in French`);
	else if (!(key in en)) problems.push(`${key}: missing in English`);
	else if (placeholders(fr[key]) !== placeholders(en[key])) problems.push(`${key}: placeholders differ (${placeholders(fr[key])} / ${placeholders(en[key])})`);
	// An ordinary space before : ; ! ? » or after « breaks the line there.
	if (key in fr && /\p{L} [;!?»]|« |\p{L} :(?!\/)/u.test(text(fr[key]))) problems.push(`${key}: a narrow no-break space (U+202F) belongs before : ; ! ? » and after «`);
}

const sources = [];
(function walk(folder) {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) {
			if (entry.name !== 'paraglide') walk(path);
		} else if (/\.(ts|svelte)$/.test(entry.name)) sources.push(readFileSync(path, 'utf8'));
	}
})('src');
const all = sources.join('\n');
for (const key of Object.keys(fr)) {
	// Sentences of refusals are found by their code.
	const byCode = /^(error|field)_(.+?)(?:_tu)?$/.exec(key);
	const used =
		new RegExp(`\\b${key}\\b`).test(all) ||
		(byCode && all.includes(`'${byCode[2].replaceAll('_', '-')}'`)) ||
		(byCode && all.includes(`"${byCode[2].replaceAll('_', '-')}"`)) ||
		prefixed(key);
	if (!used) problems.push(`${key}: nothing uses it`);
}
/** Keys put together from parts: `m[`common_profile_${profile}`]`. */
function prefixed(key) {
	return [...all.matchAll(/[`'"]((?:[a-z0-9]+_)+)(?:\$\{|['"] ?\+)/g)].some((match) => key.startsWith(match[1]));
}

if (problems.length > 0) {
	console.error(problems.join('\n'));
	console.error(`${problems.length} problem(s) in messages/`);
	process.exit(1);
}
