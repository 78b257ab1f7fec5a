/** The classes, groups and pupils somebody may give work to. */
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { refuse } from '#kernel/errors';
import { provided, type Policy } from '#kernel/policy';
import { givers, mayGiveIn } from '../policy.ts';

/** Schools where one may give work to every class: school life and the head. */
function wholeSchools(ctx: Context<Person>): string[] {
	return ctx.actor.roles.flatMap((role) => (role.schoolId && (role.profile === 'staff' || role.profile === 'principal') ? [role.schoolId] : []));
}

/** Of these groups, those the actor teaches, made himself, or may give work to as somebody of the whole school. */
export async function givableGroups(ctx: Context<Person>, ids: readonly string[]): Promise<{ id: string; school_id: string }[]> {
	const mine = ctx.actor.roles.flatMap((role) => (role.schoolId && mayGiveIn(ctx.actor, role.schoolId) ? [role.schoolId] : []));
	if (mine.length === 0 || ids.length === 0) return [];
	const { rows } = await sql<{ id: string; school_id: string }>`
		select g.id, g.school_id from directory.groups g
		where g.id = any (${[...ids]}::uuid[]) and g.status = 'active' and g.school_id = any (${mine}::uuid[])
			and (g.owner_id = ${ctx.actor.id} or g.school_id = any (${wholeSchools(ctx)}::uuid[]) or exists (
				select from directory.membership m where m.group_id = g.id and m.person_id = ${ctx.actor.id} and m.role in ('teacher', 'head-teacher')))`.execute(ctx.db);
	return rows;
}

/** Of these pupils, those the actor teaches, or may give work to as somebody of the whole school. */
export async function givablePupils(ctx: Context<Person>, ids: readonly string[]): Promise<{ person_id: string; school_id: string }[]> {
	if (ids.length === 0) return [];
	const { rows } = await sql<{ person_id: string; school_id: string }>`
		select distinct p.person_id, p.school_id from directory.membership p
		where p.role = 'pupil' and p.person_id = any (${[...ids]}::uuid[]) and (p.school_id = any (${wholeSchools(ctx)}::uuid[]) or exists (
			select from directory.membership t where t.group_id = p.group_id and t.person_id = ${ctx.actor.id} and t.role in ('teacher', 'head-teacher')))`.execute(ctx.db);
	return rows;
}

/** Who gives work, to classes and groups he names: each of them his to give work to. */
export function givesTo<I>(named: (input: I) => readonly string[]): Policy<I, Person> {
	return provided(givers, 'to classes he teaches', async (ctx, input: I) => {
		const ids = new Set(named(input));
		return (await givableGroups(ctx, [...ids])).length === ids.size || refuse('not-found');
	});
}
