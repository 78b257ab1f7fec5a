/** The four levels, as they are named in the school books of France. */
import { m } from '#paraglide/messages.js';

export const LEVELS: readonly { level: number; word: () => string }[] = [
	{ level: 1, word: m.assignments_level_1 },
	{ level: 2, word: m.assignments_level_2 },
	{ level: 3, word: m.assignments_level_3 },
	{ level: 4, word: m.assignments_level_4 }
];
export const levelName = (level: number) => LEVELS.find((one) => one.level === level)?.word() ?? '';
