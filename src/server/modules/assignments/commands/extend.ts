import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse, refuseField } from '#kernel/errors';
import { flag, id, list, moment } from '#kernel/input';
import { allow, concerns } from '../collecting/pupils-of.ts';
import { EXTENDED } from '../notices.ts';
import { datesFor, editorsInItsYear } from '../policy.ts';
import { afterItsYear } from '../years/years.ts';

/** More time, for pupils by name or for everybody. It only ever gives more; who is concerned is told. */
export const extend = command({
	name: 'assignments.extend',
	summary: 'Give more time for a work: to some pupils, or to all of them by moving its dates',
	input: v.object({ id, pupilIds: list(id, 200), everybody: flag, dueAt: moment, cutoffAt: moment }),
	allow: editorsInItsYear,
	trial: (world) => ({ id: world.assignmentId, pupilIds: [world.pupilId], dueAt: world.afterDue }),
	async run(ctx, input) {
		if (!input.dueAt) return refuseField('dueAt', 'required');
		if (input.dueAt <= ctx.now) return refuseField('dueAt', 'due-is-past');
		if (input.cutoffAt && input.cutoffAt < input.dueAt) return refuseField('cutoffAt', 'cutoff-before-due');
		if (!input.everybody && input.pupilIds.length === 0) return refuseField('pupilIds', 'choose-a-pupil');
		const work = await ctx.db
			.selectFrom('assignments.assignment')
			.select(['kind', 'state', 'school_id', 'school_year as year', 'version', 'opens_at as opensAt', 'due_at as dueAt', 'cutoff_at as cutoffAt'])
			.where('id', '=', input.id)
			.forUpdate()
			.executeTakeFirst();
		if (!work) return refuse('not-found');
		if (work.state !== 'published' || work.kind !== 'work' || work.dueAt === null) return refuse('conflict', { code: 'work-not-open' });
		if (input.dueAt <= work.dueAt) return refuseField('dueAt', 'not-later');
		const after = afterItsYear(input, work.year);
		if (Object.keys(after).length > 0) return refuse('invalid-input', { fields: after });
		const given = datesFor(work, { dueAt: input.dueAt, cutoffAt: input.cutoffAt });
		if (input.everybody)
			await ctx.db
				.updateTable('assignments.assignment')
				.set({ due_at: given.dueAt, cutoff_at: given.cutoffAt, version: work.version + 1, updated_at: ctx.now })
				.where('id', '=', input.id)
				.execute();
		else {
			const known = await concerns(ctx, input.id, input.pupilIds);
			if (known !== true) return known;
			await allow(ctx, input.id, input.pupilIds, { due_at: given.dueAt, cutoff_at: given.cutoffAt });
		}
		await ctx.enqueue(EXTENDED, { assignmentId: input.id, pupilIds: input.everybody ? null : input.pupilIds, key: String(input.dueAt.getTime()) });
		ctx.audit({ subject: { type: 'assignment', id: input.id }, schoolId: work.school_id, details: { pupils: input.everybody ? 'all' : input.pupilIds.length } });
		return { dueAt: given.dueAt, cutoffAt: given.cutoffAt, pupils: input.everybody ? null : new Set(input.pupilIds).size };
	}
});

/** The pupil is bound by the dates of the others again. What he handed in meanwhile stays as it was judged. */
export const withdrawExtension = command({
	name: 'assignments.withdraw-extension',
	summary: 'Take back the extra time of some pupils',
	input: v.object({ id, pupilIds: list(id, 200) }),
	allow: editorsInItsYear,
	trial: (world) => ({ id: world.assignmentId, pupilIds: [world.pupilId] }),
	async run(ctx, input) {
		if (input.pupilIds.length === 0) return refuseField('pupilIds', 'choose-a-pupil');
		const known = await concerns(ctx, input.id, input.pupilIds);
		if (known !== true) return known;
		await allow(ctx, input.id, input.pupilIds, { due_at: null, cutoff_at: null });
		ctx.audit({ subject: { type: 'assignment', id: input.id }, details: { pupils: input.pupilIds.length } });
		return { pupils: new Set(input.pupilIds).size };
	}
});

/** It was given on paper: not missing any more, and marked like the others. Can be taken back. */
export const setOnPaper = command({
	name: 'assignments.set-on-paper',
	summary: 'Say that pupils gave a work on paper, or take that back',
	input: v.object({ id, pupilIds: list(id, 200), onPaper: flag }),
	allow: editorsInItsYear,
	trial: (world) => ({ id: world.assignmentId, pupilIds: [world.pupilId], onPaper: true }),
	async run(ctx, input) {
		if (input.pupilIds.length === 0) return refuseField('pupilIds', 'choose-a-pupil');
		const known = await concerns(ctx, input.id, input.pupilIds);
		if (known !== true) return known;
		await allow(ctx, input.id, input.pupilIds, { on_paper_at: input.onPaper ? ctx.now : null });
		ctx.audit({ subject: { type: 'assignment', id: input.id }, details: { pupils: input.pupilIds.length, onPaper: String(input.onPaper) } });
		return { pupils: new Set(input.pupilIds).size };
	}
});
