/** From « Rendre » to the receipt. Bears being done again: by a second click, a second tab, or the job that waits for the last byte. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { isRefusal, refuse, type Refusal } from '#kernel/errors';
import { attach, standingOf, type Standing } from '#modules/files';
import { BIND } from './bind-photos.ts';
import { fits } from './expected.ts';
import { givenTo, mayHandIn, membersOf, type Given } from './given.ts';
import { GIVES } from '../giving/colleagues.ts';
import { beginningOf } from './in-time.ts';
import { teacherName } from '../names.ts';
import { tellHandedIn, tellReceipt } from '../notices.ts';
import { issue, type Receipt } from './receipts.ts';

/** As `files.use` names what a pupil hands in. */
export const SUBMISSION = 'submissions';

export interface HandedIn {
	state: 'handed-in';
	submissionId: string;
	receipt: Receipt;
	late: boolean;
	/** It had been handed in before: nothing was done twice. */
	again: boolean;
}
/** Accepted, and on its way: it is handed in by itself with its last byte. */
export interface Underway {
	state: 'sending';
	submissionId: string;
	begunAt: Date;
	/** Files whose bytes are not all there; 0: photos are being made into a document. */
	missing: number;
}

export async function receiptOf(ctx: Pick<Context, 'db'>, submissionId: string): Promise<Receipt | null> {
	const row = await ctx.db
		.selectFrom('assignments.receipt')
		.select(['number', 'issued_at as issuedAt', 'statement', 'signature', 'key_id as keyId'])
		.where('submission_id', '=', submissionId)
		.executeTakeFirst();
	return row ?? null;
}

/** Go as far as one can with a version whose content is written: to the receipt, or to waiting for its files. */
export async function goOn(ctx: Context<Person>, submissionId: string): Promise<HandedIn | Underway | Refusal> {
	const row = await ctx.db.selectFrom('assignments.submission').selectAll().where('id', '=', submissionId).where('pupil_id', '=', ctx.actor.id).forUpdate().executeTakeFirst();
	if (!row) return refuse('not-found');
	if (row.state !== 'draft' && row.state !== 'sending') {
		const receipt = await receiptOf(ctx, row.id);
		return receipt ? { state: 'handed-in', submissionId: row.id, receipt, late: row.late ?? false, again: true } : refuse('not-found');
	}
	const given = await givenTo(ctx, row.assignment_id, row.pupil_id);
	if (isRefusal(given)) return given;
	const files = await standingOf(ctx, row.files);
	const photos = await standingOf(ctx, row.photos);
	const begunAt = row.begun_at ?? beginningOf(given.dates, ctx.now, { files: [...files, ...photos], wordsAt: row.words_at });
	const may = mayHandIn(given, begunAt);
	if (isRefusal(may)) return may;
	const work = await workOf(ctx, row.assignment_id);
	if (files.length + photos.length < row.files.length + row.photos.length) return refuse('conflict', { code: 'file-gone' });
	const refused = [...files, ...photos].find((file) => file.state === 'refused');
	if (refused) return refuse('invalid-input', { code: refused.refusedCode ?? 'file-refused' });
	const fit = fits(work, { text: row.body, link: row.link, files, photos });
	if (fit !== true) return fit;
	const missing = [...files, ...photos].filter((file) => file.state !== 'finished').length;
	if (missing > 0 || photos.length > 0) {
		if (row.state === 'draft') await ctx.db.updateTable('assignments.submission').set({ state: 'sending', begun_at: begunAt }).where('id', '=', row.id).execute();
		if (missing === 0) await ctx.enqueue(BIND, { submissionId: row.id });
		return { state: 'sending', submissionId: row.id, begunAt, missing };
	}
	return complete(ctx, { row: { ...row, begunAt }, given, late: may.late, work, files });
}

type Work = Awaited<ReturnType<typeof workOf>>;
interface Row {
	id: string;
	assignment_id: string;
	body: string;
	link: string | null;
	begunAt: Date;
}

async function complete(
	ctx: Context<Person>,
	{ row, given, late, work, files }: { row: Row; given: Given; late: boolean; work: Work; files: readonly Standing[] }
): Promise<HandedIn | Refusal> {
	const pupilIds = await membersOf(ctx, row.assignment_id);
	const attempt = await nextAttempt(ctx, row.assignment_id);
	await ctx.db
		.updateTable('assignments.submission')
		.set({ state: 'handed-in', pupil_ids: pupilIds, attempt, begun_at: row.begunAt, handed_in_at: ctx.now, late, updated_at: ctx.now })
		.where('id', '=', row.id)
		.execute();
	const attached = await attach(
		ctx,
		files.map((file) => file.id),
		SUBMISSION,
		row.id
	);
	if (attached !== true) return attached;
	const before = await ctx.db
		.selectFrom('assignments.hand_in')
		.select('submission_id')
		.distinct()
		.where('assignment_id', '=', row.assignment_id)
		.where('pupil_id', 'in', pupilIds)
		.execute();
	if (before.length > 0)
		await ctx.db
			.updateTable('assignments.submission')
			.set({ state: 'replaced' })
			.where(
				'id',
				'in',
				before.map((one) => one.submission_id)
			)
			.where('state', '=', 'handed-in')
			.execute();
	for (const pupil of pupilIds)
		await ctx.db
			.insertInto('assignments.hand_in')
			.values({ assignment_id: row.assignment_id, pupil_id: pupil, submission_id: row.id, handed_in_at: ctx.now, late })
			.onConflict((conflict) => conflict.columns(['assignment_id', 'pupil_id']).doUpdateSet({ submission_id: row.id, handed_in_at: ctx.now, late }))
			.execute();
	const people = await named(ctx, pupilIds);
	const receipt = await issue(ctx, row.id, {
		school: work.school,
		uai: work.uai,
		pupils: people.map((one) => one.name),
		className: people.find((one) => one.id === ctx.actor.id)?.class ?? null,
		title: work.title,
		subject: work.subject,
		teacher: work.teacher,
		begunAt: row.begunAt,
		handedInAt: ctx.now,
		dueAt: given.dates.dueAt,
		late,
		attempt,
		text: row.body === '' ? null : { sha256: createHash('sha256').update(row.body).digest('hex'), characters: [...row.body].length },
		link: row.link,
		files: files.map((file) => ({ name: file.name, size: file.size, sha256: file.sha256 ?? '' }))
	});
	const told = { id: row.assignment_id, title: work.title, schoolId: given.schoolId, teacher: work.teacher ?? work.title };
	await tellReceipt(ctx, told, { submissionId: row.id, number: receipt.number, pupilIds, guardianIds: people.flatMap((one) => one.guardians) });
	await tellHandedIn(ctx, told, people.find((one) => one.id === ctx.actor.id)?.class ?? work.school, work.editors);
	return { state: 'handed-in', submissionId: row.id, receipt, late, again: false };
}

/** What the version is checked against, and what the receipt says of it. */
async function workOf(ctx: Context<Person>, id: string) {
	const { rows } = await sql<{
		title: string;
		subject: string;
		expects: never[];
		fileTypes: never[];
		mostFiles: number;
		school: string;
		uai: string | null;
		teacher: string | null;
		editors: string[];
	}>`
		select a.title, a.subject, a.expects, a.file_types as "fileTypes", a.most_files as "mostFiles", s.name as school, s.uai,
			nullif(${teacherName}, '') as teacher,
			-- An author who has left is told nothing any more; who stands in for him is.
			array(select r.person_id from directory.role r where r.person_id = a.owner_id and r.school_id = a.school_id and r.profile in ${GIVES}
				union select i.stand_in_id from assignments.stand_in i join assignments.target t on t.group_id = i.group_id
					where t.assignment_id = a.id and i.teacher_id = a.owner_id and i.school_year = a.school_year) as editors
		from assignments.assignment a join directory.school s on s.id = a.school_id left join directory.person p on p.id = a.owner_id where a.id = ${id}`.execute(ctx.db);
	const [found] = rows;
	if (!found) throw new Error(`no work ${id}`);
	return found;
}

async function nextAttempt(ctx: Context<Person>, assignmentId: string): Promise<number> {
	const { count } = await ctx.db
		.selectFrom('assignments.submission')
		.select(({ fn }) => fn.countAll<number>().as('count'))
		.where('assignment_id', '=', assignmentId)
		.where('state', 'in', ['handed-in', 'replaced', 'withdrawn'])
		.where(sql<boolean>`${ctx.actor.id} = any (pupil_ids)`)
		.executeTakeFirstOrThrow();
	return count + 1;
}

/** Names and class of those it counts for, and who answers for them; the one who hands in first. */
async function named(ctx: Context<Person>, ids: readonly string[]): Promise<{ id: string; name: string; class: string | null; guardians: string[] }[]> {
	const { rows } = await sql<{ id: string; name: string; class: string | null; guardians: string[] }>`
		select p.id, p.given_name || ' ' || p.family_name as name,
			(select g.label from directory.membership m join directory.groups g on g.id = m.group_id and g.kind = 'class' and g.status = 'active'
				where m.person_id = p.id and m.role = 'pupil' order by g.label limit 1) as class,
			array(select l.guardian_id from directory.guardianship l where l.pupil_id = p.id and l.legal > 0) as guardians
		from directory.person p where p.id = any (${[...ids]}::uuid[]) order by p.id <> ${ctx.actor.id}, p.family_name`.execute(ctx.db);
	return rows;
}
