/** The four levels of the common core, as they are named in France. */
import { m } from '#paraglide/messages.js';

export function levelWord(level: number | undefined, locale: 'fr' | 'en'): string | null {
	const say = { locale };
	switch (level) {
		case 1:
			return m.assignments_level_1({}, say);
		case 2:
			return m.assignments_level_2({}, say);
		case 3:
			return m.assignments_level_3({}, say);
		case 4:
			return m.assignments_level_4({}, say);
		default:
			return null;
	}
}
