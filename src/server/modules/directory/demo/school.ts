/** Schools of the fictional export: where they stand, their classes and groups. */
import { uaiOf } from '../uai.ts';
import { SCHOOL_NAMES, TOWNS } from './names.ts';
import { FIRST_SCHOOL, SECOND_SCHOOL } from './personas.ts';
import { at } from './random.ts';
import type { School } from './records.ts';
import { LEVELS } from './subjects.ts';

/** Pupils in a class, as collèges aim at. */
const CLASS_SIZE = 25;

function nameOf(index: number): string {
	if (index === 0) return FIRST_SCHOOL;
	if (index === 1) return SECOND_SCHOOL;
	const round = Math.floor(index / SCHOOL_NAMES.length);
	return `Collège ${at(SCHOOL_NAMES, index)}${round > 0 ? ` ${round + 1}` : ''}`;
}

/** The school number `index` (from 0) with room for `pupils`. Any number up to ten thousand schools. */
export function describeSchool(index: number, pupils: number): School {
	const perLevel = Math.min(20, Math.max(4, Math.ceil(pupils / LEVELS.length / CLASS_SIZE)));
	// The first two stand in Nanterre, the rest go round the communes.
	const [town, postalCode] = at(TOWNS, index < 2 ? 0 : index - 1);
	const classes = LEVELS.flatMap((level) =>
		Array.from({ length: perLevel }, (_, letter) => {
			const name = String.fromCharCode(65 + letter);
			return { code: `${level.digit}${name}`, label: `${level.digit}e ${name}`, level };
		})
	);
	const groups = LEVELS.filter((level) => level.digit !== 6).flatMap(({ digit }) => [
		{ code: `${digit}LATIN`, label: `Latin ${digit}e` },
		{ code: `${digit}ESP1`, label: `Espagnol ${digit}e groupe 1` },
		{ code: `${digit}ESP2`, label: `Espagnol ${digit}e groupe 2` },
		{ code: `${digit}ALL`, label: `Allemand ${digit}e` }
	]);
	return { index, key: String(1001 + index), uai: uaiOf(929_000 + index), name: nameOf(index), town, postalCode, classes, groups };
}
