/** Words of the casier that several pages use. */
import { m } from '#paraglide/messages.js';
import type { CalendarDay } from '#modules/assignments';

export interface Choice {
	value: string;
	label: string;
	hint?: string;
}

export const expectedWords = (): Choice[] => [
	{ value: 'file', label: m.giving_expect_file() },
	{ value: 'photo', label: m.giving_expect_photo() },
	{ value: 'text', label: m.giving_expect_text() },
	{ value: 'audio', label: m.giving_expect_audio() },
	{ value: 'link', label: m.giving_expect_link() }
];

export const typeWords = (): Choice[] => [
	{ value: 'pdf', label: m.giving_type_pdf() },
	{ value: 'image', label: m.giving_type_image() },
	{ value: 'document', label: m.giving_type_document() },
	{ value: 'audio', label: m.giving_type_audio() },
	{ value: 'video', label: m.giving_type_video() }
];

export const attemptWords = (): Choice[] => [
	{ value: 'several', label: m.giving_attempts_several(), hint: m.giving_attempts_several_hint() },
	{ value: 'one', label: m.giving_attempts_one() },
	{ value: 'until-accepted', label: m.giving_attempts_accepted(), hint: m.giving_attempts_accepted_hint() }
];

export const markingWords = (): Choice[] => [
	{ value: 'comments', label: m.giving_marking_comments() },
	{ value: 'points', label: m.giving_marking_points() },
	{ value: 'levels', label: m.giving_marking_levels(), hint: m.giving_marking_levels_hint() }
];

export const releaseWords = (): Choice[] => [
	{ value: 'each', label: m.giving_release_each() },
	{ value: 'together', label: m.giving_release_together(), hint: m.giving_release_together_hint() }
];

/** « 2026-2027 » */
export const yearWord = (year: number) => `${year}-${year + 1}`;

/** « 1 h 20 », « 45 min ». */
export function timeWord(minutes: number): string {
	const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
	if (hours === 0) return m.giving_time_minutes({ minutes });
	return rest === 0 ? m.giving_time_hours({ hours }) : m.giving_time_both({ hours, minutes: String(rest).padStart(2, '0') });
}

/** « 3 travaux, environ 1 h 20 »; where nobody has them all, what one pupil has at most. */
export function loadWord(day: Pick<CalendarDay, 'works' | 'most' | 'minutes'>): string {
	const works =
		day.most < day.works.length ? m.giving_works_most({ works: m.giving_works({ count: day.works.length }), most: day.most }) : m.giving_works({ count: day.works.length });
	return day.minutes > 0 ? m.giving_load({ works, time: timeWord(day.minutes) }) : works;
}
