/** What came back, or is being written: the same pieces for who marks, the pupil and who answers for him. */
import { sql } from 'kysely';
import type { Context } from '#kernel/context';
import { filesOf, pagesOf, type Attached, type Pages } from '#modules/files';
import { REVIEW } from '../access.ts';
import { SUBMISSION } from '../handing-in/hand-in.ts';
import type { PageMark } from '../tables.ts';

/** A file with what can be looked at of it, and what is marked there, page by page. */
export interface MarkedFile extends Attached {
	pages: Pages | null;
	marks: { page: number; marks: PageMark[] }[];
}

export interface Answer {
	id: string;
	authorId: string | null;
	author: string;
	body: string;
	at: Date;
}

/** The files of a version, with the marks of a correction on them. */
export async function markedFiles(ctx: Pick<Context, 'db'>, submissionId: string, reviewId: string | null): Promise<MarkedFile[]> {
	const files = (await filesOf(ctx, SUBMISSION, [submissionId])).get(submissionId) ?? [];
	const pages = await pagesOf(
		ctx,
		files.map((file) => file.id)
	);
	const marks =
		reviewId === null
			? []
			: await ctx.db.selectFrom('assignments.annotation').select(['file_id', 'page', 'marks']).where('review_id', '=', reviewId).orderBy('file_id').orderBy('page').execute();
	return files.map((file) => ({
		...file,
		pages: pages.get(file.id) ?? null,
		marks: marks.filter((one) => one.file_id === file.id && one.marks.length > 0).map(({ page, marks: drawn }) => ({ page, marks: drawn }))
	}));
}

export async function filesOfReview(ctx: Pick<Context, 'db'>, reviewId: string): Promise<Attached[]> {
	return (await filesOf(ctx, REVIEW, [reviewId])).get(reviewId) ?? [];
}

export async function answersOf(ctx: Pick<Context, 'db'>, reviewId: string): Promise<Answer[]> {
	return ctx.db
		.selectFrom('assignments.answer')
		.select(['id', 'author_id as authorId', 'author_name as author', 'body', 'written_at as at'])
		.where('review_id', '=', reviewId)
		.orderBy('written_at')
		.limit(200)
		.execute();
}

/** What had come back before, the latest first. */
export async function roundsOf(ctx: Pick<Context, 'db'>, reviewId: string) {
	return ctx.db
		.selectFrom('assignments.review_past as o')
		.leftJoin('directory.person as p', 'p.id', 'o.author_id')
		.select(['o.id', 'o.content', 'o.kept_at as at', sql<string>`coalesce(coalesce(p.title, p.given_name) || ' ' || p.family_name, '')`.as('author')])
		.where('o.review_id', '=', reviewId)
		.where('o.reason', '=', 'round')
		.orderBy('o.kept_at', 'desc')
		.limit(20)
		.execute();
}
