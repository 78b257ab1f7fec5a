/** What a pupil writes and gives, as a form or JSON says it; kept by `save-submission` and by `hand-in` alike. */
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { textOf, typed } from '#kernel/document';
import { isRefusal, refuse, refuseField, type Refusal } from '#kernel/errors';
import { id, list, whole } from '#kernel/input';
import { standingOf } from '#modules/files';
import { datesOf } from './given.ts';
import { pressableUntil } from './in-time.ts';

const link = v.optional(
	v.pipe(
		v.string(),
		v.trim(),
		v.maxLength(500, 'too-long'),
		v.check((value) => value === '' || (URL.canParse(value) && ['https:', 'http:'].includes(new URL(value).protocol)), 'not-a-web-address'),
		v.transform((value) => (value === '' ? null : value))
	),
	''
);

/** Files may still be on their way: what counts is that they are the pupil's own. */
export const submissionEntries = {
	submissionId: id,
	...typed,
	link,
	files: list(id, 20),
	/** Of pages, in their order: they become one document. */
	photos: list(id, 20),
	/** What the writer had before him; another window that wrote since is a question to him, unless he says which holds. */
	revision: v.optional(whole(0, 1_000_000)),
	tab: v.optional(id),
	over: v.optional(v.picklist(['refuse', 'replace']), 'refuse')
};
type Content = v.InferOutput<v.ObjectSchema<typeof submissionEntries, undefined>>;

/** Keep it on the draft. What is handed in, or on its way, is not changed any more. */
export async function keep(ctx: Context<Person>, input: Content): Promise<{ revision: number; state: string } | Refusal> {
	const row = await ctx.db
		.selectFrom('assignments.submission')
		.select(['assignment_id', 'state', 'revision', 'tab', 'files', 'photos', 'body', 'document', 'link', 'words_at as wordsAt'])
		.where('id', '=', input.submissionId)
		.where('pupil_id', '=', ctx.actor.id)
		.forUpdate()
		.executeTakeFirst();
	if (!row) return refuse('not-found');
	if (row.state !== 'draft') return { revision: row.revision, state: row.state };
	const dates = await datesOf(ctx, row.assignment_id, ctx.actor.id);
	if (isRefusal(dates)) return dates;
	if (input.over === 'refuse' && input.revision !== undefined && input.revision !== row.revision && (input.tab ?? null) !== row.tab)
		return refuse('conflict', { code: 'written-elsewhere' });
	// The words of one window hold; the files of both are kept.
	const photos = [...new Set([...input.photos, ...(input.over === 'replace' ? row.photos.filter((one) => !input.files.includes(one)) : [])])];
	const files = [...new Set([...input.files, ...(input.over === 'replace' ? row.files : [])])].filter((one) => !photos.includes(one));
	const all = [...files, ...photos];
	const standing = await standingOf(ctx, all);
	if (standing.length < all.length) return refuseField('files', 'file-not-yours');
	const { body, document } = textOf(input);
	const sameWords = isDeepStrictEqual([body, document ?? null, input.link], [row.body, row.document, row.link]);
	const wordsAt = sameWords ? row.wordsAt : ctx.now;
	// What was ready in time is not spoilt by what is typed or chosen afterwards: it can still be handed in as it is.
	if (dates && pressableUntil(dates, ctx.now, { files: standing, wordsAt }) === null) {
		const before = { files: await standingOf(ctx, [...row.files, ...row.photos]), wordsAt: row.wordsAt };
		if (pressableUntil(dates, ctx.now, before) !== null) return refuse('conflict', { code: 'work-kept' });
	}
	await ctx.db
		.updateTable('assignments.submission')
		.set({
			body,
			document: document ? JSON.stringify(document) : null,
			link: input.link,
			files,
			photos,
			revision: row.revision + 1,
			tab: input.tab ?? null,
			stopped_code: null,
			words_at: wordsAt,
			updated_at: ctx.now
		})
		.where('id', '=', input.submissionId)
		.execute();
	return { revision: row.revision + 1, state: row.state };
}
