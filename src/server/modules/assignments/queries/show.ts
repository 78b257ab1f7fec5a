import { sql } from 'kysely';
import { teacherName } from '../names.ts';
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { query } from '#kernel/definition';
import { isRefusal } from '#kernel/errors';
import { id } from '#kernel/input';
import { filesOf, standingOf } from '#modules/files';
import { givenTo, ofOneselfOrChild, mayHandIn, type Given } from '../handing-in/given.ts';
import { SUBMISSION } from '../handing-in/hand-in.ts';
import { beginningOf, pressableUntil } from '../handing-in/in-time.ts';
import { matesOf } from '../giving/teams.ts';
import { MATERIAL } from '../giving/writing.ts';

/** One work as a pupil has it: what is asked, what he prepared and handed in, each version with its receipt. */
export const show = query({
	name: 'assignments.show',
	summary: 'A work given to a pupil (oneself, or one’s child), with what was handed in and its receipts',
	input: v.object({ id, pupilId: v.optional(id) }),
	allow: ofOneselfOrChild,
	trial: (world) => ({ id: world.assignmentId, pupilId: world.pupilId }),
	async run(ctx, input) {
		const pupilId = input.pupilId ?? ctx.actor.id;
		const given = await givenTo(ctx, input.id, pupilId);
		if (isRefusal(given)) return given;
		const work = await workOf(ctx, input.id);
		const versions = await versionsOf(ctx, input.id, pupilId);
		const files = await filesOf(
			ctx,
			SUBMISSION,
			versions.map((version) => version.id)
		);
		const may = mayHandIn(given, ctx.now);
		const underway = pupilId === ctx.actor.id ? await underwayOf(ctx, input.id) : null;
		const graceUntil = underway?.state === 'draft' && isRefusal(may) ? await graceOf(ctx, given, underway) : null;
		return {
			...work,
			files: (await filesOf(ctx, MATERIAL, [input.id])).get(input.id) ?? [],
			dates: given.dates,
			window: given.window,
			onPaperAt: given.onPaperAt,
			handedIn: given.handedIn,
			verdict: given.verdict,
			returnedAt: given.returnedAt,
			/** Why nothing may be handed in now, or null. Guardians look on. */
			closed: isRefusal(may) && graceUntil === null ? may.code : null,
			/** The cut-off has passed, but what was ready before it may be handed in until then, as it is. */
			graceUntil,
			/** What one is preparing oneself, or has on its way. */
			underway: underway && { id: underway.id, state: underway.state, begunAt: underway.begunAt, savedAt: underway.savedAt, stoppedCode: underway.stoppedCode },
			/** With whom one hands in together, by name; null in no team, and for who looks on. */
			team: work.grouped && pupilId === ctx.actor.id ? await matesOf(ctx, input.id) : null,
			/** Its school year is over: it is read. */
			over: given.over,
			mayWithdraw: !given.over && given.handedIn !== null && given.window === 'open' && given.attempts !== 'one' && given.returnedAt === null,
			versions: versions.map((version) => ({ ...version, files: files.get(version.id) ?? [] }))
		};
	}
});

async function workOf(ctx: Context<Person>, id: string) {
	return ctx.db
		.selectFrom('assignments.assignment as a')
		.leftJoin('directory.person as p', 'p.id', 'a.owner_id')
		.select([
			'a.id',
			'a.kind',
			'a.title',
			'a.subject',
			'a.body',
			'a.document',
			'a.expects',
			'a.file_types as fileTypes',
			'a.most_files as mostFiles',
			'a.minutes',
			'a.grouped',
			'a.attempts',
			'a.marking',
			'a.most_points as mostPoints',
			'a.competences',
			'a.rubric',
			teacherName.as('teacher')
		])
		.where('a.id', '=', id)
		.executeTakeFirstOrThrow();
}

/** Something is typed, chosen or on its way. */
async function underwayOf(ctx: Context<Person>, assignmentId: string) {
	const row = await ctx.db
		.selectFrom('assignments.submission')
		.select(['id', 'state', 'begun_at as begunAt', 'updated_at as savedAt', 'stopped_code as stoppedCode', 'files', 'photos', 'words_at as wordsAt'])
		.select(sql<boolean>`body <> '' or link is not null or files <> '{}' or photos <> '{}'`.as('holds'))
		.where('assignment_id', '=', assignmentId)
		.where('pupil_id', '=', ctx.actor.id)
		.where('state', 'in', ['draft', 'sending'])
		.executeTakeFirst();
	return row?.holds ? row : null;
}

async function graceOf(ctx: Context<Person>, given: Given, draft: { files: string[]; photos: string[]; wordsAt: Date | null }): Promise<Date | null> {
	const prepared = { files: await standingOf(ctx, [...draft.files, ...draft.photos]), wordsAt: draft.wordsAt };
	if (isRefusal(mayHandIn(given, beginningOf(given.dates, ctx.now, prepared)))) return null;
	return pressableUntil(given.dates, ctx.now, prepared);
}

/** Latest first; drafts are shown where they are written. */
async function versionsOf(ctx: Context<Person>, assignmentId: string, pupilId: string) {
	return ctx.db
		.selectFrom('assignments.submission as s')
		.leftJoin('assignments.receipt as r', 'r.submission_id', 's.id')
		.select(['s.id', 's.state', 's.attempt', 's.body', 's.document', 's.link', 's.begun_at as begunAt', 's.handed_in_at as handedInAt', 's.late', 'r.number'])
		.where('s.assignment_id', '=', assignmentId)
		.where(sql<boolean>`${pupilId} = any (s.pupil_ids)`)
		.where('s.state', '<>', 'draft')
		.orderBy('s.attempt', 'desc')
		.orderBy('s.created_at', 'desc')
		.limit(50)
		.execute();
}
