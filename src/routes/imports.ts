/** What an import changes in a school, in words: the same for the direction and for the operator. */
import { m } from '#paraglide/messages.js';
import type { SchoolEvent } from '#modules/directory';

const WORDS: Record<SchoolEvent, () => string> = {
	arrivals: m.directory_change_arrivals,
	departures: m.directory_change_departures,
	returns: m.directory_change_returns,
	moves: m.directory_change_moves,
	classChanges: m.directory_change_classes,
	linkChanges: m.directory_change_links,
	corrections: m.directory_change_corrections
};

export const CHANGES = Object.keys(WORDS) as SchoolEvent[];

export function changeWord(what: SchoolEvent): string {
	return WORDS[what]();
}
