import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { profiles, provided } from '#kernel/policy';
import { archiveKey } from '../collecting/archive-of.ts';
import { stillMay } from '../commands/ask-archive.ts';

const asker = provided(profiles('pupil', 'guardian', 'teacher', 'staff', 'principal'), 'who asked for it and may still see what is in it', () => true);

async function own(ctx: Context<Person>, archiveId: string) {
	const row = await ctx.db.selectFrom('assignments.archive').selectAll().where('id', '=', archiveId).where('asked_by', '=', ctx.actor.id).executeTakeFirst();
	return row && row.expires_at > ctx.now && (await stillMay(ctx, row)) ? row : null;
}

/** How far a zip is. */
export const archive = query({
	name: 'assignments.archive',
	summary: 'A zip one asked for: how far it is, and whether it can be downloaded',
	input: v.object({ archiveId: id }),
	allow: asker,
	trial: (world) => ({ archiveId: world.archiveId }),
	async run(ctx, input) {
		const row = await own(ctx, input.archiveId);
		if (!row) return refuse('not-found');
		return {
			id: row.id,
			kind: row.kind,
			name: row.name,
			state: row.state,
			done: row.done,
			total: row.total,
			doneBytes: row.done_bytes,
			totalBytes: row.total_bytes,
			bytes: row.bytes,
			expiresAt: row.expires_at,
			assignmentId: row.assignment_id,
			groupId: row.group_id,
			pupilId: row.pupil_id,
			year: row.school_year
		};
	}
});

/** Asked before every download, and every piece of one. */
export const openArchive = query({
	name: 'assignments.open-archive',
	summary: 'Where the bytes of a zip one asked for are; they are at /fichiers/archive/<id>',
	internal: true,
	input: v.object({ archiveId: id }),
	allow: asker,
	trial: (world) => ({ archiveId: world.archiveId }),
	async run(ctx, input) {
		const row = await own(ctx, input.archiveId);
		if (row?.state !== 'ready' || row.bytes === null) return refuse('not-found');
		return { key: archiveKey(row.id), size: row.bytes, name: row.name };
	}
});
