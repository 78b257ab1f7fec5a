import { sql } from 'kysely';
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { refuse, refuseField } from '#kernel/errors';
import { provided } from '#kernel/policy';
import { colleagueIn } from '../giving/colleagues.ts';
import { givers, headsSchool, mayGiveIn } from '../policy.ts';
import { schoolYear } from '../years/years.ts';

async function schoolOfGroup(ctx: Context<Person>, groupId: string): Promise<string | null> {
	const row = await ctx.db.selectFrom('directory.groups').select('school_id').where('id', '=', groupId).executeTakeFirst();
	return row?.school_id ?? null;
}

/** Of one's own works, or as the head: the school, or null. */
async function decides(ctx: Context<Person>, input: { teacherId: string; groupId: string }): Promise<string | null> {
	const school = await schoolOfGroup(ctx, input.groupId);
	if (school === null) return null;
	return headsSchool(ctx.actor, school) || (input.teacherId === ctx.actor.id && mayGiveIn(ctx.actor, school)) ? school : null;
}

const chosen = v.pipe(v.string('required'), v.minLength(1, 'required'), v.uuid('not-found'));
const input = v.object({ teacherId: chosen, groupId: chosen, standInId: chosen });

/**
 * Everything a teacher gives a class is also in the hands of who stands in for him: to prepare, collect and mark; what he
 * gives meanwhile too, until it is ended or the school year is over.
 */
export const standIn = command({
	name: 'assignments.stand-in',
	summary: 'Let a colleague take over all work of a teacher for a class: by the teacher, or the head',
	input,
	allow: provided(
		givers,
		'the teacher himself, or the head of the school',
		async (ctx, given: { teacherId: string; groupId: string }) => (await decides(ctx, given)) !== null || refuse('not-found')
	),
	trial: (world) => ({ teacherId: world.teacherId, groupId: world.classId, standInId: world.principalId }),
	async run(ctx, given) {
		const schoolId = await decides(ctx, given);
		if (schoolId === null) return refuse('not-found');
		if (given.standInId === given.teacherId) return refuseField('standInId', 'not-oneself');
		if (!(await colleagueIn(ctx, schoolId, given.standInId))) return refuseField('standInId', 'not-a-colleague');
		const year = schoolYear(ctx.now);
		await ctx.db
			.insertInto('assignments.stand_in')
			.values({ teacher_id: given.teacherId, group_id: given.groupId, stand_in_id: given.standInId, school_id: schoolId, school_year: year, since: ctx.now })
			.onConflict((conflict) => conflict.columns(['teacher_id', 'group_id', 'stand_in_id']).doUpdateSet({ school_year: year }))
			.execute();
		const { rows } = await sql<{ id: string }>`
			insert into assignments.editor (assignment_id, person_id, part, added_at)
			select e.assignment_id, ${given.standInId}, 'replacement', ${ctx.now} from assignments.editor e
			join assignments.target t on t.assignment_id = e.assignment_id and t.group_id = ${given.groupId}
			where e.person_id = ${given.teacherId} and e.part = 'owner' and not exists (
				select from assignments.editor o where o.assignment_id = e.assignment_id and o.person_id = ${given.standInId})
			returning assignment_id as id`.execute(ctx.db);
		ctx.audit({ subject: { type: 'person', id: given.teacherId }, schoolId, details: { standIn: given.standInId, works: rows.length } });
		return { works: rows.length };
	}
});

/** The teacher is back: who stood in for him has his works no longer. By him, the head, or who stood in. */
export const endStandIn = command({
	name: 'assignments.end-stand-in',
	summary: 'End a replacement: by the teacher, the head, or who stood in',
	input,
	allow: provided(givers, 'the teacher himself, who stood in, or the head of the school', async (ctx, given: { teacherId: string; groupId: string; standInId: string }) => {
		if ((await decides(ctx, given)) !== null) return true;
		const school = await schoolOfGroup(ctx, given.groupId);
		return (school !== null && given.standInId === ctx.actor.id && mayGiveIn(ctx.actor, school)) || refuse('not-found');
	}),
	trial: (world) => ({ teacherId: world.teacherId, groupId: world.classId, standInId: world.principalId }),
	async run(ctx, given) {
		await ctx.db
			.deleteFrom('assignments.stand_in')
			.where('teacher_id', '=', given.teacherId)
			.where('group_id', '=', given.groupId)
			.where('stand_in_id', '=', given.standInId)
			.execute();
		// Work that is also for another of his classes stays with who stands in for him there.
		const { rows } = await sql<{ id: string }>`
			delete from assignments.editor e using assignments.editor o, assignments.target t
			where not exists (select from assignments.stand_in s join assignments.target w on w.group_id = s.group_id
					where w.assignment_id = e.assignment_id and s.teacher_id = ${given.teacherId} and s.stand_in_id = ${given.standInId}) and e.person_id = ${given.standInId} and e.part = 'replacement' and o.assignment_id = e.assignment_id and o.part = 'owner'
				and o.person_id = ${given.teacherId} and t.assignment_id = e.assignment_id and t.group_id = ${given.groupId}
			returning e.assignment_id as id`.execute(ctx.db);
		ctx.audit({ subject: { type: 'person', id: given.teacherId }, schoolId: await schoolOfGroup(ctx, given.groupId), details: { standIn: given.standInId, works: rows.length } });
		return { works: rows.length };
	}
});
