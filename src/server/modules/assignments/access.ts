/** Who may read the files of work, of what was handed in, and of what came back. */
import { sql } from 'kysely';
import { isRefusal } from '#kernel/errors';
import type { AccessRule, WaitRule } from '#modules/files';
import { givenTo, mayAskFor } from './handing-in/given.ts';
import { droppedFor } from './giving/given-drops.ts';
import { SUBMISSION } from './handing-in/hand-in.ts';
import { edits, seesCalendar } from './policy.ts';
import { MATERIAL } from './giving/writing.ts';

/** As `files.use` names what comes back. */
export const REVIEW = 'reviews';

/** Pupils it is open to, their families, its editors; colleagues of the school, who may take it over. */
const material: AccessRule = async (ctx, ids) => {
	const found: string[] = [];
	for (const id of ids) {
		if (await edits(ctx, id)) found.push(id);
		else if (seesCalendar(ctx.actor)) {
			const row = await ctx.db.selectFrom('assignments.assignment').select('id').where('id', '=', id).where('state', '=', 'published').executeTakeFirst();
			if (row) found.push(id);
		}
		if (found.at(-1) === id) continue;
		for (const pupil of await pupilsOf(ctx)) {
			if (isRefusal(await givenTo(ctx, id, pupil)) && !(await droppedFor(ctx, id, pupil))) continue;
			found.push(id);
			break;
		}
	}
	return found;
};

const submissions: AccessRule = async (ctx, ids) => {
	const rows = await ctx.db
		.selectFrom('assignments.submission')
		.select(['id', 'assignment_id', 'pupil_ids', 'state'])
		.where('id', 'in', [...ids])
		.execute();
	const found: string[] = [];
	for (const row of rows) {
		const mine = await Promise.all(row.pupil_ids.map((pupil) => mayAskFor(ctx, pupil)));
		if (mine.includes(true) || (row.state !== 'draft' && (await edits(ctx, row.assignment_id)))) found.push(row.id);
	}
	return found;
};

const reviews: AccessRule = async (ctx, ids) => {
	const rows = await ctx.db
		.selectFrom('assignments.review')
		.select(['id', 'assignment_id', 'pupil_id', 'state'])
		.where('id', 'in', [...ids])
		.execute();
	const found: string[] = [];
	for (const row of rows) if ((await edits(ctx, row.assignment_id)) || (row.state === 'returned' && (await mayAskFor(ctx, row.pupil_id)))) found.push(row.id);
	return found;
};

/** The pupils whose work the actor may see: himself, his children. */
async function pupilsOf(ctx: Parameters<AccessRule>[0]): Promise<string[]> {
	const children = await ctx.db.selectFrom('directory.guardianship').select('pupil_id').where('guardian_id', '=', ctx.actor.id).where('legal', '>', 0).execute();
	return [ctx.actor.id, ...children.map((row) => row.pupil_id)];
}

export const fileAccess: Record<string, AccessRule> = { [MATERIAL]: material, [SUBMISSION]: submissions, [REVIEW]: reviews };

/** Files of what is prepared or on its way. */
export const waitsWithFiles: WaitRule = async (db, fileIds) => {
	const { rows } = await sql<{ file: string }>`
		select file from assignments.submission s, unnest(s.files || s.photos) file
		where s.state in ('draft', 'sending') and (s.files && ${[...fileIds]}::uuid[] or s.photos && ${[...fileIds]}::uuid[]) and file = any (${[...fileIds]}::uuid[])`.execute(db);
	return rows.map((row) => row.file);
};
