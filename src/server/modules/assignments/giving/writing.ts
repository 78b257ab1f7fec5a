/** Writing work down: its row, whom it is for, the files that go with it. In the caller's transaction. */
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { isRefusal, refuse, type Refusal } from '#kernel/errors';
import { attach, dropUses, filesOf } from '#modules/files';
import { checkContent, columns, type Content } from './inputs.ts';
import { schoolYear } from '../years/years.ts';

/** As `files.use` names what a teacher gives with the work. */
export const MATERIAL = 'assignments';

/** A new draft of the actor's; `key` is the id a form has chosen for it, so that two clicks make one. */
export async function insertAssignment(
	ctx: Context<Person>,
	input: Content,
	{ copiedFrom = null, key }: { copiedFrom?: string | null; key?: string | undefined } = {}
): Promise<{ id: string; schoolId: string } | Refusal> {
	const where = await checkContent(ctx, input, yearSaid(ctx, input.opensAt));
	if (isRefusal(where)) return where;
	const id = key ?? ctx.id();
	const year = schoolYear(ctx.now);
	const made = await ctx.db
		.insertInto('assignments.assignment')
		.values({
			id,
			school_id: where.schoolId,
			kind: input.kind,
			owner_id: ctx.actor.id,
			owner_name: await authorName(ctx, ctx.actor.id),
			...columns(input),
			school_year: year,
			number: await nextNumber(ctx, ctx.actor.id, year),
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

/** The school year a draft will be of, where it says that it opens later. */
export function yearSaid(ctx: Pick<Context, 'now'>, opensAt: Date | null): number | null {
	return opensAt !== null && opensAt > ctx.now ? schoolYear(opensAt) : null;
}

/** « Mme Durand »: kept with the work, for when he has left. */
export async function authorName(ctx: Pick<Context, 'db'>, personId: string): Promise<string> {
	const row = await ctx.db.selectFrom('directory.person').select(['title', 'family_name']).where('id', '=', personId).executeTakeFirst();
	return [row?.title, row?.family_name].filter(Boolean).join(' ');
}

/** One's works of a school year are numbered one after the other. */
async function nextNumber(ctx: Pick<Context, 'db'>, ownerId: string, year: number): Promise<number> {
	await sql`select pg_advisory_xact_lock(hashtextextended(${`works of ${ownerId}`}, 0))`.execute(ctx.db);
	const { last } = await ctx.db
		.selectFrom('assignments.assignment')
		.select(({ fn }) => fn.max('number').as('last'))
		.where('owner_id', '=', ownerId)
		.where('school_year', '=', year)
		.executeTakeFirstOrThrow();
	return (last ?? 0) + 1;
}

/** Work is of the year in which it opens, and counted among those of that year; once it is open that does not change. */
export async function yearFor(
	ctx: Pick<Context, 'db' | 'now'>,
	work: { owner_id: string | null; school_year: number; state: string; opens_at: Date | null },
	opensAt: Date | null
): Promise<{ school_year?: number; number?: number }> {
	if (work.state === 'published' && work.opens_at !== null && work.opens_at <= ctx.now) return {};
	const year = schoolYear(opensAt !== null && opensAt > ctx.now ? opensAt : ctx.now);
	if (year === work.school_year) return {};
	return { school_year: year, ...(work.owner_id ? { number: await nextNumber(ctx, work.owner_id, year) } : {}) };
}

/** Whom it is for now. */
export async function targetsNow(ctx: Context<Person>, id: string): Promise<{ groupIds: string[]; pupilIds: string[] }> {
	const rows = await ctx.db.selectFrom('assignments.target').select(['group_id', 'pupil_id']).where('assignment_id', '=', id).execute();
	return { groupIds: rows.flatMap((row) => row.group_id ?? []), pupilIds: rows.flatMap((row) => row.pupil_id ?? []) };
}

/** Whom it is for: exactly these classes, groups and pupils; those it is for already stay as they are. True when somebody was added. */
export async function writeTargets(ctx: Context<Person>, id: string, schoolId: string, input: Pick<Content, 'groupIds' | 'pupilIds'>): Promise<boolean> {
	const before = await targetsNow(ctx, id);
	await sql`delete from assignments.target where assignment_id = ${id}
		and not (coalesce(group_id = any (${input.groupIds}::uuid[]), false) or coalesce(pupil_id = any (${input.pupilIds}::uuid[]), false))`.execute(ctx.db);
	const rows = [
		...[...new Set(input.groupIds)].filter((one) => !before.groupIds.includes(one)).map((group_id) => ({ group_id, pupil_id: null })),
		...[...new Set(input.pupilIds)].filter((one) => !before.pupilIds.includes(one)).map((pupil_id) => ({ group_id: null, pupil_id }))
	];
	if (rows.length > 0)
		await ctx.db
			.insertInto('assignments.target')
			.values(rows.map((row) => ({ assignment_id: id, school_id: schoolId, ...row })))
			.execute();
	await bringStandIns(ctx, id);
	return rows.length > 0;
}

/** Who stands in for the author with one of these classes has the work too. Those it had stay until the replacement ends. */
async function bringStandIns(ctx: Context<Person>, id: string): Promise<void> {
	await sql`insert into assignments.editor (assignment_id, person_id, part, added_at)
		select distinct a.id, s.stand_in_id, 'replacement', ${ctx.now}::timestamptz from assignments.assignment a
		join assignments.target t on t.assignment_id = a.id join assignments.stand_in s on s.group_id = t.group_id and s.teacher_id = a.owner_id
		where a.id = ${id} and s.school_year = ${schoolYear(ctx.now)} and not exists (
			select from assignments.editor e where e.assignment_id = a.id and e.person_id = s.stand_in_id)`.execute(ctx.db);
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
