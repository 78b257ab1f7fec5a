/** Writing work down: its row, whom it is for, the files that go with it. In the caller's transaction. */
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { isRefusal, refuse, type Refusal } from '#kernel/errors';
import { attach, dropUses, filesOf } from '#modules/files';
import { checkContent, columns, type Content } from './inputs.ts';
import { schoolYear } from './years.ts';

/** As `files.use` names what a teacher gives with the work. */
export const MATERIAL = 'assignments';

/** A new draft of the actor's; `key` is the id a form has chosen for it, so that two clicks make one. */
export async function insertAssignment(
	ctx: Context<Person>,
	input: Content,
	{ copiedFrom = null, key }: { copiedFrom?: string | null; key?: string | undefined } = {}
): Promise<{ id: string; schoolId: string } | Refusal> {
	const where = await checkContent(ctx, input);
	if (isRefusal(where)) return where;
	const id = key ?? ctx.id();
	const year = schoolYear(ctx.now);
	// One's works are numbered one after the other.
	await sql`select pg_advisory_xact_lock(hashtextextended(${`works of ${ctx.actor.id}`}, 0))`.execute(ctx.db);
	const { last } = await ctx.db
		.selectFrom('assignments.assignment')
		.select(({ fn }) => fn.max('number').as('last'))
		.where('owner_id', '=', ctx.actor.id)
		.where('school_year', '=', year)
		.executeTakeFirstOrThrow();
	const made = await ctx.db
		.insertInto('assignments.assignment')
		.values({
			id,
			school_id: where.schoolId,
			kind: input.kind,
			owner_id: ctx.actor.id,
			...columns(input),
			school_year: year,
			number: (last ?? 0) + 1,
			copied_from: copiedFrom,
			created_at: ctx.now,
			updated_at: ctx.now
		})
		.onConflict((conflict) => conflict.column('id').doNothing())
		.executeTakeFirst();
	if (!made.numInsertedOrUpdatedRows) return refuse('conflict', { code: 'work-there-already' });
	await ctx.db.insertInto('assignments.editor').values({ assignment_id: id, person_id: ctx.actor.id, part: 'owner', added_at: ctx.now }).execute();
	await writeTargets(ctx, id, where.schoolId, input);
	const attached = await setMaterial(ctx, id, input.files);
	return attached === true ? { id, schoolId: where.schoolId } : attached;
}

/** Whom it is for now. */
export async function targetsNow(ctx: Context<Person>, id: string): Promise<{ groupIds: string[]; pupilIds: string[] }> {
	const rows = await ctx.db.selectFrom('assignments.target').select(['group_id', 'pupil_id']).where('assignment_id', '=', id).execute();
	return { groupIds: rows.flatMap((row) => row.group_id ?? []), pupilIds: rows.flatMap((row) => row.pupil_id ?? []) };
}

/** Whom it is for: exactly these classes, groups and pupils. */
export async function writeTargets(ctx: Context<Person>, id: string, schoolId: string, input: Pick<Content, 'groupIds' | 'pupilIds'>): Promise<void> {
	await ctx.db.deleteFrom('assignments.target').where('assignment_id', '=', id).execute();
	const rows = [
		...[...new Set(input.groupIds)].map((group_id) => ({ group_id, pupil_id: null })),
		...[...new Set(input.pupilIds)].map((pupil_id) => ({ group_id: null, pupil_id }))
	];
	await ctx.db
		.insertInto('assignments.target')
		.values(rows.map((row) => ({ assignment_id: id, school_id: schoolId, ...row })))
		.execute();
}

/** The files that go with it: exactly these. Those it has already stay, whoever of its editors attached them. */
export async function setMaterial(ctx: Context<Person>, id: string, files: readonly string[]): Promise<true | Refusal> {
	const there = ((await filesOf(ctx, MATERIAL, [id])).get(id) ?? []).map((file) => file.id);
	const gone = there.filter((file) => !files.includes(file));
	if (gone.length > 0) await dropUses(ctx.db, MATERIAL, [id], gone);
	return attach(
		ctx,
		files.filter((file) => !there.includes(file)),
		MATERIAL,
		id
	);
}
