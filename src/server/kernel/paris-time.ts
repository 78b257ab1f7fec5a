/** Days and hours as people in the département write them: the wall clock of Paris. */

const ZONE = 'Europe/Paris';
const WALL = new Intl.DateTimeFormat('sv-SE', {
	timeZone: ZONE,
	year: 'numeric',
	month: '2-digit',
	day: '2-digit',
	hour: '2-digit',
	minute: '2-digit',
	second: '2-digit'
});

/** `2026-11-23T18:05` in Paris, as a field `datetime-local` holds it. */
export function parisWall(at: Date): string {
	return WALL.format(at).replace(' ', 'T').slice(0, 16);
}

/** The day it is in Paris, `2026-11-23`. */
export function parisDay(at: Date): string {
	return parisWall(at).slice(0, 10);
}

/** The instant of a wall clock reading in Paris; of an hour that exists twice, the first. */
export function parisInstant(wall: string): Date {
	const asIfUtc = Date.parse(`${wall.slice(0, 16)}:00Z`);
	const shift = (at: number) => Date.parse(`${parisWall(new Date(at))}:00Z`) - at;
	// The shift before the wall clock reading is the one in force, except after the change of hour.
	const first = asIfUtc - shift(asIfUtc - 3 * 3_600_000);
	return new Date(first + shift(first) === asIfUtc ? first : asIfUtc - shift(asIfUtc));
}
