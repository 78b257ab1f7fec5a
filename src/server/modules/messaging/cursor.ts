/** Where a page of a list ends: moment and id of its last message, as one word for an address. */
import * as v from 'valibot';

export const PAGE = 30;

const SHAPE = /^(\d{1,15})-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** Older than this message; absent for the first page. */
export const before = v.optional(v.pipe(v.string(), v.regex(SHAPE, 'not-found')));

export interface Place {
	sentAt: Date;
	id: string;
}

export function placeOf(cursor: string | undefined): Place | null {
	const [, at, id] = SHAPE.exec(cursor ?? '') ?? [];
	return at && id ? { sentAt: new Date(Number(at)), id } : null;
}

/** One page of rows that were asked for with one more than fits, and where the next one begins. */
export function paged<R extends { id: string; sent_at: Date }>(rows: readonly R[]): { page: R[]; older: string | null } {
	const page = rows.slice(0, PAGE);
	const last = page.at(-1);
	return { page, older: rows.length > PAGE && last ? `${last.sent_at.getTime()}-${last.id}` : null };
}
