/** What is asked, in the words of who reads it. */
import { getLocale } from '#paraglide/runtime.js';
import { m } from '#paraglide/messages.js';
import type { ToDo } from '#modules/assignments';

const EXPECTED = {
	file: m.assignments_expects_file,
	photo: m.assignments_expects_photo,
	text: m.assignments_expects_text,
	audio: m.assignments_expects_audio,
	link: m.assignments_expects_link
} as const;

/** « un fichier, des photos ou un texte » */
export function expectedWords(expects: ToDo['expects']): string {
	return new Intl.ListFormat(getLocale(), { type: 'disjunction' }).format(expects.map((one) => EXPECTED[one]()));
}

const TYPES = { pdf: 'PDF', image: m.assignments_type_image, document: m.assignments_type_document, audio: m.assignments_type_audio, video: m.assignments_type_video } as const;

/** « PDF, images »; empty when every type is taken. */
export function typeWords(types: readonly (keyof typeof TYPES)[]): string {
	return types
		.map((one) => TYPES[one])
		.map((word) => (typeof word === 'string' ? word : word()))
		.join(', ');
}
