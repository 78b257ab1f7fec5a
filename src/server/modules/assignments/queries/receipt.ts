import * as v from 'valibot';
import { query } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { filesOf } from '#modules/files';
import { givenTo, mayAskFor } from '../given.ts';
import { receiptOf, SUBMISSION } from '../hand-in.ts';
import { edits } from '../policy.ts';

/** A receipt, for who handed in, his team, who answers for them, and the teachers of the work. */
export const receipt = query({
	name: 'assignments.receipt',
	summary: 'The signed receipt of a hand-in, with what it certifies',
	input: v.object({ submissionId: id }),
	allow: provided(anyPerson, 'of his own work or his child’s, or of work he marks', () => true),
	trial: (world) => ({ submissionId: world.handedInId }),
	async run(ctx, input) {
		const row = await ctx.db
			.selectFrom('assignments.submission as s')
			.innerJoin('assignments.assignment as a', 'a.id', 's.assignment_id')
			.leftJoin('directory.person as p', 'p.id', 'a.owner_id')
			.select([
				's.id',
				's.assignment_id',
				's.pupil_id',
				's.pupil_ids',
				's.state',
				's.attempt',
				's.body',
				's.link',
				's.begun_at',
				's.handed_in_at',
				's.late',
				'a.title',
				'a.subject'
			])
			.select(['p.title as teacherTitle', 'p.family_name as teacherName'])
			.where('s.id', '=', input.submissionId)
			.where('s.state', 'not in', ['draft', 'sending'])
			.executeTakeFirst();
		if (!row?.handed_in_at) return refuse('not-found');
		const teaches = await edits(ctx, row.assignment_id);
		const mine: string[] = [];
		for (const pupil of row.pupil_ids) if (await mayAskFor(ctx, pupil)) mine.push(pupil);
		if (!teaches && mine.length === 0) return refuse('not-found');
		const proof = await receiptOf(ctx, row.id);
		if (!proof) return refuse('not-found');
		const [pupil] = mine;
		const given = pupil === undefined ? null : await givenTo(ctx, row.assignment_id, pupil);
		const dates = given && !isRefusal(given) ? given.dates : null;
		return {
			...proof,
			submissionId: row.id,
			assignmentId: row.assignment_id,
			pupilId: row.pupil_id,
			title: row.title,
			subject: row.subject,
			teacher: [row.teacherTitle, row.teacherName].filter(Boolean).join(' '),
			state: row.state,
			attempt: row.attempt,
			handedInAt: row.handed_in_at,
			late: row.late ?? false,
			body: row.body,
			link: row.link,
			dueAt: dates?.dueAt ?? null,
			/** Until when it can be replaced; null when it cannot. */
			replaceUntil: dates?.dueAt && dates.dueAt > ctx.now && row.state === 'handed-in' && given && !isRefusal(given) && given.attempts !== 'one' ? dates.dueAt : null,
			files: (await filesOf(ctx, SUBMISSION, [row.id])).get(row.id) ?? []
		};
	}
});
