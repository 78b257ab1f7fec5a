/** What is drawn and written on a page of what was handed in, as a form, a script or the API sends it. */
import * as v from 'valibot';
import { text } from '#kernel/input';
import { STAMPS, type PageMark } from '../tables.ts';

/** Thousandths of the page. */
const place = v.pipe(
	v.union([v.number(), v.pipe(v.string(), v.trim(), v.regex(/^\d{1,4}(\.\d{1,4})?$/, 'not-a-number'), v.transform(Number))], 'not-a-number'),
	v.minValue(0, 'too-small'),
	v.maxValue(1_000, 'too-large'),
	v.transform(Math.round)
);
/** A stroke of more points is two strokes. */
const MOST_POINTS = 400;
export const MOST_MARKS = 200;

/** Coordinates one after the other, as JSON or as the text of a field: « 12 40 14 41 ». */
const points = v.pipe(
	v.union([
		v.array(v.number()),
		v.pipe(
			v.string(),
			v.maxLength(8_000, 'too-long'),
			v.transform((value) =>
				value
					.split(/[\s,]+/)
					.filter(Boolean)
					.map(Number)
			)
		)
	]),
	v.array(v.pipe(v.number('not-a-number'), v.minValue(0), v.maxValue(1_000), v.transform(Math.round))),
	v.minLength(4, 'required'),
	v.maxLength(MOST_POINTS * 2, 'too-long'),
	v.check((value) => value.length % 2 === 0, 'invalid')
);

export const shape = v.variant('kind', [
	v.object({ kind: v.literal('pen'), points }),
	v.object({ kind: v.literal('highlight'), x: place, y: place, w: place, h: place }),
	v.object({ kind: v.literal('text'), x: place, y: place, text: text(300) }),
	v.object({ kind: v.literal('stamp'), x: place, y: place, stamp: v.picklist(STAMPS) })
]);
export type Shape = v.InferOutput<typeof shape>;

/** Where it begins, moved: a stroke moves as a whole. Nothing leaves the page. */
export function moved(mark: PageMark, to: { x: number; y: number }): PageMark {
	if (mark.kind !== 'pen') return { ...mark, x: to.x, y: to.y };
	const [left, top] = startOf(mark);
	const limit = (value: number) => Math.min(1_000, Math.max(0, value));
	return { ...mark, points: mark.points.map((value, at) => limit(value + (at % 2 === 0 ? to.x - left : to.y - top))) };
}

/** The upper left corner of what is around it. */
export function startOf(mark: PageMark): [x: number, y: number] {
	if (mark.kind !== 'pen') return [mark.x, mark.y];
	return [Math.min(...mark.points.filter((_, at) => at % 2 === 0)), Math.min(...mark.points.filter((_, at) => at % 2 === 1))];
}

export { place };
