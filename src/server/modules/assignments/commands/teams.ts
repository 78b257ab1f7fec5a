import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { refuse, refuseField, type Refusal } from '#kernel/errors';
import { id, text, whole } from '#kernel/input';
import { structure } from '../giving/inputs.ts';
import { editorsInItsYear } from '../policy.ts';
import { MOST_TEAMS, pupilsOfWork, shuffled } from '../giving/teams.ts';

interface Team {
	name: string;
	pupilIds: readonly string[];
}

/** In place of those there are. What a team has handed in stays handed in for who was in it then. */
async function write(ctx: Context<Person>, assignmentId: string, teams: readonly Team[]): Promise<{ teams: number } | Refusal> {
	const work = await ctx.db.selectFrom('assignments.assignment').select(['grouped', 'school_id']).where('id', '=', assignmentId).forUpdate().executeTakeFirst();
	if (!work) return refuse('not-found');
	if (!work.grouped) return refuse('conflict', { code: 'work-alone' });
	await ctx.db.deleteFrom('assignments.team').where('assignment_id', '=', assignmentId).execute();
	const filled = teams.filter((team) => team.pupilIds.length > 0);
	if (filled.length > 0)
		await ctx.db
			.insertInto('assignments.team')
			.values(filled.map((team) => ({ id: ctx.id(), assignment_id: assignmentId, name: team.name, pupil_ids: [...team.pupilIds] })))
			.execute();
	ctx.audit({ subject: { type: 'assignment', id: assignmentId }, schoolId: work.school_id, details: { teams: filled.length } });
	return { teams: filled.length };
}

/** By hand: each pupil in one team at most; who is in none hands in alone. */
export const setTeams = command({
	name: 'assignments.set-teams',
	summary: 'Put the pupils of a work into teams',
	input: v.object({ id, teams: structure(v.pipe(v.array(v.object({ name: text(60), pupilIds: v.array(id) })), v.maxLength(MOST_TEAMS, 'too-many'))) }),
	allow: editorsInItsYear,
	trial: (world) => ({ id: world.assignmentId, teams: [{ name: 'Équipe 1', pupilIds: [world.pupilId] }] }),
	async run(ctx, input) {
		const named = input.teams.flatMap((team) => team.pupilIds);
		const theirs = new Set((await pupilsOfWork(ctx, input.id)).map((pupil) => pupil.id));
		if (new Set(named).size < named.length) return refuseField('teams', 'in-two-teams');
		if (named.some((pupil) => !theirs.has(pupil))) return refuseField('teams', 'not-your-class');
		return write(ctx, input.id, input.teams);
	}
});

/** By chance. */
export const shuffleTeams = command({
	name: 'assignments.shuffle-teams',
	summary: 'Form teams by chance, of a given size',
	input: v.object({ id, size: whole(2, 8), name: text(40) }),
	allow: editorsInItsYear,
	trial: (world) => ({ id: world.assignmentId, size: 3, name: 'Équipe' }),
	async run(ctx, input) {
		const pupils = await pupilsOfWork(ctx, input.id);
		const parts = shuffled(
			pupils.map((pupil) => pupil.id),
			input.size,
			(bytes) => ctx.random(bytes)
		);
		if (parts.length > MOST_TEAMS) return refuseField('size', 'too-small');
		return write(
			ctx,
			input.id,
			parts.map((pupilIds, at) => ({ name: `${input.name} ${at + 1}`, pupilIds }))
		);
	}
});
