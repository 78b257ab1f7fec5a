/** Sentences of refusals, from the catalogue, by their stable code. */
import type { Params } from '#kernel/errors';
import { m } from '#paraglide/messages.js';

type Message = (params: Params, options: { locale: 'fr' | 'en' }) => string;
const catalogue = m as unknown as Record<string, Message | undefined>;

function lookUp(keys: string[], params: Params, locale: 'fr' | 'en'): string {
	for (const key of keys) {
		const message = catalogue[key.replaceAll('-', '_')];
		if (message) return message(params, { locale });
	}
	return keys[0] ?? '';
}

/** The sentence of a refusal: its own code first, else that of its kind. */
export function sentence(code: string, kind: string, params: Params, locale: 'fr' | 'en'): string {
	return lookUp([`error_${code}`, `error_${kind}`], params, locale);
}

/** The sentence beside a field. */
export function fieldSentence(code: string, params: Params, locale: 'fr' | 'en'): string {
	return lookUp([`field_${code}`, 'field_invalid'], params, locale);
}
