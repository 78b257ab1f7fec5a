import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { flag, id, list } from '#kernel/input';
import { copyUses } from '#modules/files';
import { copiers } from '../giving/copying.ts';
import { inAWeek, type Content } from '../giving/inputs.ts';
import { insertAssignment, MATERIAL } from '../giving/writing.ts';

/**
 * A draft of one's own that says the same, for other classes: due in a week, with as much grace as it had. One for
 * all of them, or one each. What pupils handed in, teams and allowances stay where they are.
 */
export const duplicateAssignment = command({
	name: 'assignments.duplicate-assignment',
	summary: 'Take over work, one’s own or a colleague’s, as a draft for classes one teaches',
	input: v.object({ id, groupIds: list(id, 30), each: flag }),
	allow: copiers,
	trial: (world) => ({ id: world.assignmentId, groupIds: [world.classId] }),
	async run(ctx, input) {
		const work = await ctx.db.selectFrom('assignments.assignment').selectAll().where('id', '=', input.id).executeTakeFirst();
		if (!work) return refuse('not-found');
		const dueAt = work.kind === 'work' ? inAWeek(ctx.now) : null;
		const grace = work.due_at && work.cutoff_at ? work.cutoff_at.getTime() - work.due_at.getTime() : null;
		const content: Omit<Content, 'groupIds'> = {
			kind: work.kind,
			title: work.title,
			subject: work.subject,
			body: work.body,
			document: work.document,
			expects: work.expects,
			fileTypes: work.file_types,
			mostFiles: work.most_files,
			minutes: work.minutes ?? undefined,
			grouped: work.grouped,
			attempts: work.attempts,
			marking: work.marking,
			mostPoints: work.most_points ?? undefined,
			competences: work.competences,
			rubric: work.rubric,
			release: work.release,
			opensAt: null,
			dueAt,
			grace: undefined,
			cutoffAt: dueAt && grace !== null ? new Date(dueAt.getTime() + grace) : null,
			pupilIds: [],
			files: []
		};
		const ids: string[] = [];
		for (const groupIds of input.each && input.groupIds.length > 1 ? input.groupIds.map((one) => [one]) : [input.groupIds]) {
			const made = await insertAssignment(ctx, { ...content, groupIds }, { copiedFrom: work.id });
			if (isRefusal(made)) return made;
			await copyUses(ctx, MATERIAL, work.id, made.id);
			ctx.audit({ subject: { type: 'assignment', id: made.id }, schoolId: made.schoolId, details: { copied: 1 } });
			ids.push(made.id);
		}
		return { ids };
	}
});
