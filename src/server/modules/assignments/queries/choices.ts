import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { id, list } from '#kernel/input';
import { parisWall } from '#kernel/paris-time';
import { givableGroups, givesTo } from '../giving/givable.ts';
import { inAWeek } from '../giving/inputs.ts';
import { mayGiveIn } from '../policy.ts';

/** What the form of a work offers: one's classes and groups, the subjects one teaches, the pupils of classes asked for. */
export const choices = query({
	name: 'assignments.choices',
	summary: 'Classes and groups one may give work to, subjects one teaches, pupils of named classes',
	input: v.object({ pupilsOf: list(id, 6) }),
	allow: givesTo((input: { pupilsOf: string[] }) => input.pupilsOf),
	trial: (world) => ({ pupilsOf: [world.classId] }),
	async run(ctx, input) {
		const schools = ctx.actor.roles.flatMap((role) => (role.schoolId && mayGiveIn(ctx.actor, role.schoolId) ? [role.schoolId] : []));
		const { rows: all } = await sql<{ id: string; label: string; kind: 'class' | 'group' | 'manual'; schoolId: string; school: string }>`
			select g.id, g.label, g.kind, g.school_id as "schoolId", s.name as school from directory.groups g join directory.school s on s.id = g.school_id
			where g.status = 'active' and g.school_id = any (${schools}::uuid[])
			order by s.name, case g.kind when 'class' then 0 when 'group' then 1 else 2 end, g.level desc nulls last, g.label, g.id limit 400`.execute(ctx.db);
		const mine = new Set(
			(
				await givableGroups(
					ctx,
					all.map((group) => group.id)
				)
			).map((group) => group.id)
		);
		const { rows: subjects } = await sql<{ label: string }>`
			select distinct s.label from directory.membership m join directory.subject s on s.code = m.subject
			where m.person_id = ${ctx.actor.id} and m.role in ('teacher', 'head-teacher') order by s.label`.execute(ctx.db);
		const { rows: pupils } = await sql<{ id: string; name: string; groupId: string; group: string }>`
			select p.id, p.given_name || ' ' || p.family_name as name, g.id as "groupId", g.label as "group"
			from directory.membership m join directory.groups g on g.id = m.group_id join directory.person p on p.id = m.person_id
			where m.group_id = any (${input.pupilsOf}::uuid[]) and m.role = 'pupil' and p.status in ('active', 'blocked')
			order by g.label, core.fold(p.family_name), core.fold(p.given_name), p.id`.execute(ctx.db);
		const groups = all.filter((group) => mine.has(group.id));
		return {
			now: parisWall(ctx.now),
			due: parisWall(inAWeek(ctx.now)),
			groups,
			severalSchools: new Set(groups.map((group) => group.schoolId)).size > 1,
			subjects: subjects.map((subject) => subject.label),
			pupils
		};
	}
});
