import * as v from 'valibot';
import { command } from '#kernel/definition';
import { id, list } from '#kernel/input';
import { preparePages } from '#modules/files';
import { editorsOf } from '../policy.ts';

/** What somebody is about to correct is drawn page by page, his and the next one's; asked for at each opening, done once. */
export const preparePagesOf = command({
	name: 'assignments.prepare-pages',
	summary: 'Have the pages of what these pupils handed in made ready to be looked at',
	audited: false,
	input: v.object({ id, pupilIds: list(id, 5) }),
	allow: editorsOf,
	trial: (world) => ({ id: world.handedInWorkId, pupilIds: [world.pupilId] }),
	async run(ctx, input) {
		if (input.pupilIds.length === 0) return { files: 0 };
		const rows = await ctx.db
			.selectFrom('assignments.hand_in as h')
			.innerJoin('assignments.submission as s', 's.id', 'h.submission_id')
			.select('s.files')
			.where('h.assignment_id', '=', input.id)
			.where('h.pupil_id', 'in', input.pupilIds)
			.execute();
		const files = rows.flatMap((row) => row.files);
		await preparePages(ctx, files);
		return { files: files.length };
	}
});
