/** A correction as its form sends it, and as it comes back when it was refused. */
import type { ReviewContent } from '#modules/assignments';

type Form = Record<string, string | string[]>;
const text = (value: string | string[] | undefined) => [value ?? ''].flat()[0] ?? '';

/** `level-<key>`, `rubric-<key>` → by key. */
function byKey(form: Form, prefix: string): Record<string, string> {
	return Object.fromEntries(Object.entries(form).flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), text(value)]] : [])));
}

export function reviewInput(form: Form) {
	return {
		revision: text(form.revision) || '0',
		over: text(form.over) === 'replace' ? 'replace' : 'refuse',
		forTeam: text(form.forTeam),
		points: text(form.points),
		levels: byKey(form, 'level-'),
		rubric: byKey(form, 'rubric-'),
		body: text(form.body),
		document: text(form.document),
		nextStep: text(form.nextStep),
		verdict: text(form.verdict),
		files: [form.files ?? []].flat()
	};
}
export type ReviewForm = ReturnType<typeof reviewInput>;

/** What the form shows: what was typed, or what is kept. */
export function shownOf(
	typed: ReviewForm | null,
	review: (Omit<ReviewContent, 'files'> & { revision: number; newRound: boolean; files: readonly { id: string }[] }) | null
): ReviewForm {
	if (typed) return typed;
	const numbers = (values: Record<string, number>) => Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));
	// A new version of the pupil's is marked anew; points and levels are where one begins.
	const fresh = review?.newRound ?? true;
	return {
		revision: String(review?.revision ?? 0),
		over: 'refuse',
		forTeam: '',
		points: review?.points == null ? '' : String(review.points).replace('.', ','),
		levels: numbers(review?.levels ?? {}),
		rubric: numbers(review?.rubric ?? {}),
		body: fresh ? '' : (review?.body ?? ''),
		document: fresh || !review?.document ? '' : JSON.stringify(review.document),
		nextStep: fresh ? '' : (review?.nextStep ?? ''),
		verdict: fresh ? '' : (review?.verdict ?? ''),
		files: review?.files.map((file) => file.id) ?? []
	};
}

/** « add:<file> », « move:<file>:<page>:<mark> », « remove:… »: what a button of the pages asks for. */
export function markInput(form: Form) {
	const [act = '', fileId = '', page = '', markId = ''] = text(form.mark).split(':');
	const tenths = (value: string | string[] | undefined) => String(Math.round(Number(text(value).replace(',', '.')) * 10) || 0);
	if (act === 'add') {
		const own = (name: string) => form[`${name}-${fileId}`];
		const place = { x: tenths(own('x')), y: tenths(own('y')) };
		const kind = text(own('kind'));
		const drawn = text(own('points'));
		const shape =
			kind === 'pen'
				? { kind, points: drawn || `${place.x} ${place.y} ${Math.min(1_000, Number(place.x) + 150)} ${place.y}` }
				: kind === 'highlight'
					? { kind, ...place, w: tenths(own('w')) === '0' ? '200' : tenths(own('w')), h: tenths(own('h')) === '0' ? '30' : tenths(own('h')) }
					: kind === 'text'
						? { kind, ...place, text: text(own('text')) }
						: { kind: 'stamp', ...place, stamp: kind };
		return { fileId, page: text(own('page')) || '1', change: { act, shape } };
	}
	if (act === 'move') return { fileId, page, change: { act, markId, x: tenths(form[`x-${markId}`]), y: tenths(form[`y-${markId}`]) } };
	return { fileId, page, change: { act: 'remove', markId } };
}
