/** Where a received message lies, as one word for forms and addresses: `inbox`, `archive`, `trash`, `folder:<id>`. */
import * as v from 'valibot';

const FOLDER = /^folder:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;
const FIXED = ['inbox', 'archive', 'trash'] as const;

export type Place = { folder: (typeof FIXED)[number]; folderId: null } | { folder: 'filed'; folderId: string };

/** A place as it comes from a form. */
export const place = v.pipe(
	v.string('required'),
	v.trim(),
	v.check((value) => FIXED.includes(value as never) || FOLDER.test(value), 'not-found')
);

/** The place a word of the right shape names. */
export function placeNamed(word: string): Place {
	const [, folderId] = FOLDER.exec(word) ?? [];
	return folderId ? { folder: 'filed', folderId } : { folder: word as (typeof FIXED)[number], folderId: null };
}
