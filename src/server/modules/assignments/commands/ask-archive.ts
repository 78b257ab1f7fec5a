import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { isRefusal, refuse, type Refusal } from '#kernel/errors';
import { given, id, whole } from '#kernel/input';
import { profiles, provided } from '#kernel/policy';
import { folderOf, zipName } from '../collecting/archive-names.ts';
import { ARCHIVE, ARCHIVE_HOURS } from '../collecting/archive-of.ts';
import { mayAskFor } from '../handing-in/given.ts';
import { edits, seesCalendar } from '../policy.ts';
import { schoolYear } from '../years/years.ts';

const of = v.variant('kind', [
	v.object({ kind: v.literal('work'), id, groupId: given(id) }),
	v.object({ kind: v.literal('class'), groupId: id, year: given(whole(2020, 2100)) }),
	v.object({ kind: v.literal('pupil'), pupilId: id, year: given(whole(2020, 2100)) })
]);
type Of = v.InferOutput<typeof of>;

/**
 * Have a zip prepared: all that was handed in to a work; to one's works of a class in a school year; or by a
 * pupil. A job makes it, says how far it is, and tells when it is ready. Asked twice it is made once.
 */
export const askArchive = command({
	name: 'assignments.ask-archive',
	summary: 'Have a zip prepared of what was handed in to a work, by a class or by a pupil',
	input: of,
	allow: provided(
		profiles('pupil', 'guardian', 'teacher', 'staff', 'principal'),
		'work he marks; a pupil’s, by himself, who answers for him or who marks it',
		async (ctx, input: Of) => {
			if (input.kind === 'work') return (await edits(ctx, input.id)) || refuse('not-found');
			if (input.kind === 'class') return (seesCalendar(ctx.actor) && (await gaveTo(ctx, input.groupId))) || refuse('not-found');
			return (await mayAskFor(ctx, input.pupilId)) || (seesCalendar(ctx.actor) && (await marked(ctx, input.pupilId))) || refuse('not-found');
		}
	),
	trial: (world) => ({ kind: 'work' as const, id: world.handedInWorkId }),
	async run(ctx, input) {
		const year = input.kind === 'work' ? null : (input.year ?? schoolYear(ctx.now));
		const same = await ctx.db
			.selectFrom('assignments.archive')
			.select('id')
			.where('asked_by', '=', ctx.actor.id)
			.where('kind', '=', input.kind)
			.where('assignment_id', 'is not distinct from', input.kind === 'work' ? input.id : null)
			.where('group_id', 'is not distinct from', input.kind === 'pupil' ? null : (input.groupId ?? null))
			.where('pupil_id', 'is not distinct from', input.kind === 'pupil' ? input.pupilId : null)
			.where('school_year', 'is not distinct from', year)
			.where('state', 'in', ['waiting', 'running'])
			.executeTakeFirst();
		if (same) return { archiveId: same.id };
		const name = await nameFor(ctx, input, year);
		if (isRefusal(name)) return name;
		const archiveId = ctx.id();
		await ctx.db
			.insertInto('assignments.archive')
			.values({
				id: archiveId,
				kind: input.kind,
				name,
				assignment_id: input.kind === 'work' ? input.id : null,
				group_id: input.kind === 'pupil' ? null : (input.groupId ?? null),
				pupil_id: input.kind === 'pupil' ? input.pupilId : null,
				school_year: year,
				asked_by: ctx.actor.id,
				asked_at: ctx.now,
				expires_at: new Date(ctx.now.getTime() + ARCHIVE_HOURS * 3_600_000)
			})
			.execute();
		await ctx.enqueue(ARCHIVE, { archiveId });
		ctx.audit({
			subject: {
				type: input.kind === 'work' ? 'assignment' : input.kind === 'class' ? 'group' : 'person',
				id: input.kind === 'work' ? input.id : input.kind === 'class' ? input.groupId : input.pupilId
			}
		});
		return { archiveId };
	}
});

async function gaveTo(ctx: Context<Person>, groupId: string): Promise<boolean> {
	const row = await ctx.db
		.selectFrom('assignments.target as t')
		.innerJoin('assignments.editor as e', 'e.assignment_id', 't.assignment_id')
		.select('t.group_id')
		.where('t.group_id', '=', groupId)
		.where('e.person_id', '=', ctx.actor.id)
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

/** A pupil handed something in to work one marks. */
async function marked(ctx: Context<Person>, pupilId: string): Promise<boolean> {
	const row = await ctx.db
		.selectFrom('assignments.hand_in as h')
		.innerJoin('assignments.editor as e', 'e.assignment_id', 'h.assignment_id')
		.select('h.pupil_id')
		.where('h.pupil_id', '=', pupilId)
		.where('e.person_id', '=', ctx.actor.id)
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

async function nameFor(ctx: Context<Person>, input: Of, year: number | null): Promise<string | Refusal> {
	const groupId = input.kind === 'pupil' ? undefined : input.groupId;
	const group = groupId === undefined ? null : await ctx.db.selectFrom('directory.groups').select('label').where('id', '=', groupId).executeTakeFirst();
	if (input.kind === 'work') {
		const work = await ctx.db.selectFrom('assignments.assignment').select(['number', 'title']).where('id', '=', input.id).executeTakeFirst();
		return work ? zipName([...(group ? [group.label.replaceAll(' ', '')] : []), folderOf(work.number, work.title)]) : refuse('not-found');
	}
	const years = `${year ?? 0}-${(year ?? 0) + 1}`;
	if (input.kind === 'class') return zipName([(group?.label ?? '').replaceAll(' ', ''), years]);
	const pupil = await ctx.db.selectFrom('directory.person').select(['family_name', 'given_name']).where('id', '=', input.pupilId).executeTakeFirst();
	return pupil ? zipName([pupil.family_name, pupil.given_name, years]) : refuse('not-found');
}

/** Does the person who asked for it still have the right to what is in it? Asked at each look and each download. */
export async function stillMay(
	ctx: Context<Person>,
	archive: { kind: 'work' | 'class' | 'pupil'; assignment_id: string | null; group_id: string | null; pupil_id: string | null }
): Promise<boolean> {
	if (archive.kind === 'work') return archive.assignment_id !== null && edits(ctx, archive.assignment_id);
	if (archive.kind === 'class') return archive.group_id !== null && seesCalendar(ctx.actor) && gaveTo(ctx, archive.group_id);
	return archive.pupil_id !== null && ((await mayAskFor(ctx, archive.pupil_id)) || (seesCalendar(ctx.actor) && (await marked(ctx, archive.pupil_id))));
}
