/** Sentences of refusals, from the catalogue, by their stable code. */
import type { Params } from '#kernel/errors';
import { m } from '#paraglide/messages.js';

type Message = (params: Params, options: { locale: 'fr' | 'en' }) => string;
const catalogue = m as unknown as Record<string, Message | undefined>;

/** Whom a sentence is for: pupils are said *tu* where their own sentence (`…_tu`) exists. */
export interface Reader {
	locale: 'fr' | 'en';
	pupil: boolean;
}

function lookUp(keys: string[], params: Params, { locale, pupil }: Reader): string {
	for (const key of keys.map((one) => one.replaceAll('-', '_'))) {
		const message = (pupil ? catalogue[`${key}_tu`] : undefined) ?? catalogue[key];
		if (message) return message(params, { locale });
	}
	return keys[0] ?? '';
}

/** The sentence of a refusal: its own code first, else that of its kind. */
export function sentence(code: string, kind: string, params: Params, reader: Reader): string {
	return lookUp([`error_${code}`, `error_${kind}`], params, reader);
}

/** The sentence beside a field. */
export function fieldSentence(code: string, params: Params, reader: Reader): string {
	return lookUp([`field_${code}`, 'field_invalid'], params, reader);
}
