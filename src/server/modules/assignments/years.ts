/** School years: « 2026-2027 » begins on 1 August 2026 in Paris, so that what is prepared in August belongs to the year to come. */
import { parisDay } from '#kernel/paris-time';

/** The year it begins. */
export function schoolYear(at: Date): number {
	const [year = 0, month = 0] = parisDay(at).split('-').map(Number);
	return month >= 8 ? year : year - 1;
}
