/** Marks in words: on the page, and in the list that says them to who does not see the page. */
import type { PageMark, Stamp } from '#modules/assignments';
import { m } from '#paraglide/messages.js';

export const STAMP_WORDS: Record<Stamp, () => string> = {
	check: m.assignments_stamp_check,
	wrong: m.assignments_stamp_wrong,
	good: m.assignments_stamp_good,
	question: m.assignments_stamp_question,
	redo: m.assignments_stamp_redo
};

const DRAWN: Record<Stamp, () => string> = { check: () => '✓', wrong: () => '✗', good: m.assignments_stamp_good, question: () => '?', redo: m.assignments_stamp_redo };
export const onPage = (stamp: Stamp) => DRAWN[stamp]();

/** Upper left corner, in hundredths of the page. */
export function placeOf(mark: PageMark): { x: number; y: number } {
	const [x, y] = mark.kind === 'pen' ? [Math.min(...mark.points.filter((_, at) => at % 2 === 0)), Math.min(...mark.points.filter((_, at) => at % 2 === 1))] : [mark.x, mark.y];
	return { x: Math.round(x / 10), y: Math.round(y / 10) };
}

export const markWord = {
	page: (page: number, name: string) => m.files_page_of({ page, name }),
	mark: (mark: PageMark) => {
		const place = placeOf(mark);
		const what =
			mark.kind === 'pen'
				? m.assignments_mark_pen()
				: mark.kind === 'highlight'
					? m.assignments_mark_highlight()
					: mark.kind === 'stamp'
						? STAMP_WORDS[mark.stamp]()
						: m.assignments_mark_says({ text: mark.text });
		return m.assignments_mark_at({ what, left: place.x, top: place.y });
	}
};
