import * as v from 'valibot';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { editorsOf } from '../policy.ts';
import { pupilsOfWork } from '../giving/teams.ts';
import { schoolYear } from '../years/years.ts';

/** The pupils of a work and the teams they are in. */
export const teams = query({
	name: 'assignments.teams',
	summary: 'Teams of a work, and its pupils',
	input: v.object({ id }),
	allow: editorsOf,
	trial: (world) => ({ id: world.assignmentId }),
	async run(ctx, input) {
		const work = await ctx.db.selectFrom('assignments.assignment').select(['id', 'title', 'grouped', 'state', 'school_year as year']).where('id', '=', input.id).executeTakeFirst();
		if (!work) return refuse('not-found');
		const rows = await ctx.db.selectFrom('assignments.team').select(['id', 'name', 'pupil_ids as pupilIds']).where('assignment_id', '=', input.id).execute();
		const made = rows.sort((a, b) => a.name.localeCompare(b.name, 'fr', { numeric: true }));
		const pupils = (await pupilsOfWork(ctx, input.id)).map((pupil) => ({ ...pupil, teamId: made.find((team) => team.pupilIds.includes(pupil.id))?.id ?? null }));
		/** Its school year has ended: teams are read, and not made any more. */
		const over = work.state === 'published' && work.year < schoolYear(ctx.now);
		return { work, over, teams: made, pupils };
	}
});
