/** Groups made by hand: a club, a project, the delegates of the classes. */
import { sql } from 'kysely';
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { refuse, refuseField, type Refusal } from '#kernel/errors';
import { id, list, text } from '#kernel/input';
import { profiles, provided } from '#kernel/policy';
import { mayChangeGroup, mayMakeGroups } from '../policy.ts';
import { reachable } from '../rules/reach.ts';

const MOST_MEMBERS = 500;
const workers = profiles('teacher', 'staff', 'principal');
const label = text(60);

interface Group {
	id: string;
	kind: string;
	school_id: string;
	owner_id: string | null;
	label: string;
	status: string;
}

async function groupOf(ctx: Context<Person>, groupId: string): Promise<Group | undefined> {
	return ctx.db.selectFrom('directory.groups').select(['id', 'kind', 'school_id', 'owner_id', 'label', 'status']).where('id', '=', groupId).executeTakeFirst();
}

/** Who made the group, or administers its school. Somebody else's group is not there. */
const itsKeeper = provided(workers, 'who made the group, or administers its school', async (ctx: Context<Person>, input: { id: string }): Promise<true | Refusal> => {
	const group = await groupOf(ctx, input.id);
	return group?.status === 'active' && mayChangeGroup(ctx.actor, { kind: group.kind, schoolId: group.school_id, ownerId: group.owner_id }) ? true : refuse('not-found');
});

async function nameTaken(ctx: Context<Person>, schoolId: string, wanted: string, except: string | null): Promise<boolean> {
	const { rows } = await sql`select 1 from directory.groups g where g.school_id = ${schoolId} and g.kind = 'manual' and g.status = 'active'
		and g.owner_id = ${ctx.actor.id} and core.fold(g.label) = core.fold(${wanted}) and g.id is distinct from ${except}::uuid limit 1`.execute(ctx.db);
	return rows.length > 0;
}

export const createGroup = command({
	name: 'directory.create-group',
	summary: 'Make a group of people of one school',
	input: v.object({ school: id, label }),
	allow: provided(workers, 'who works in the school', (ctx, input: { school: string }) => mayMakeGroups(ctx.actor, input.school)),
	trial: (world) => ({ school: world.schoolId, label: 'Club théâtre' }),
	async run(ctx, input) {
		if (await nameTaken(ctx, input.school, input.label, null)) return refuseField('label', 'group-name-taken');
		const groupId = ctx.id();
		await ctx.db
			.insertInto('directory.groups')
			.values({ id: groupId, school_id: input.school, kind: 'manual', code: groupId, label: input.label, owner_id: ctx.actor.id, source: 'manual' } as never)
			.execute();
		await ctx.db.insertInto('directory.membership').values({ group_id: groupId, person_id: ctx.actor.id, school_id: input.school, role: 'teacher', source: 'manual' }).execute();
		ctx.audit({ subject: { type: 'group', id: groupId }, schoolId: input.school });
		return { id: groupId };
	}
});

export const renameGroup = command({
	name: 'directory.rename-group',
	summary: 'Rename a group made by hand',
	input: v.object({ id, label }),
	allow: itsKeeper,
	trial: (world) => ({ id: world.groupId, label: 'Club théâtre' }),
	async run(ctx, input) {
		const group = await groupOf(ctx, input.id);
		if (!group) return refuse('not-found');
		if (await nameTaken(ctx, group.school_id, input.label, input.id)) return refuseField('label', 'group-name-taken');
		await ctx.db.updateTable('directory.groups').set({ label: input.label }).where('id', '=', input.id).execute();
		ctx.audit({ subject: { type: 'group', id: input.id }, schoolId: group.school_id });
		return {};
	}
});

export const addMembers = command({
	name: 'directory.add-members',
	summary: 'Add people of the school to a group made by hand',
	input: v.object({ id, people: list(id, MOST_MEMBERS) }),
	allow: itsKeeper,
	trial: (world) => ({ id: world.groupId, people: [world.pupilId] }),
	async run(ctx, input) {
		const group = await groupOf(ctx, input.id);
		if (!group) return refuse('not-found');
		if (input.people.length === 0) return refuseField('people', 'choose-somebody');
		// A group makes links, and links open doors: nobody is brought in whom one could not reach already.
		const seen = await reachable(ctx.db, ctx.actor, { personIds: input.people });
		const wanted = input.people.filter((person) => seen.has(person));
		if (wanted.length < new Set(input.people).size) return refuseField('people', 'member-not-reached');
		const { rows } = await sql<{ person_id: string }>`
			insert into directory.membership (group_id, person_id, school_id, role, source)
			select distinct on (r.person_id) ${input.id}::uuid, r.person_id, ${group.school_id}::uuid,
				case r.profile when 'pupil' then 'pupil' else 'member' end, 'manual'
			from directory.role r
			where r.school_id = ${group.school_id} and r.person_id = any (${`{${wanted.join(',')}}`}::uuid[])
				and not exists (select from directory.membership m where m.group_id = ${input.id} and m.person_id = r.person_id)
			order by r.person_id, (r.profile = 'pupil') desc
			returning person_id`.execute(ctx.db);
		const {
			rows: [count]
		} = await sql<{ n: number }>`select count(distinct person_id)::int as n from directory.membership where group_id = ${input.id}`.execute(ctx.db);
		if ((count?.n ?? 0) > MOST_MEMBERS) return refuseField('people', 'too-many', { limit: MOST_MEMBERS });
		ctx.audit({ subject: { type: 'group', id: input.id }, schoolId: group.school_id, details: { added: rows.length } });
		return { added: rows.length };
	}
});

export const removeMember = command({
	name: 'directory.remove-member',
	summary: 'Take somebody out of a group made by hand',
	input: v.object({ id, person: id }),
	allow: itsKeeper,
	trial: (world) => ({ id: world.groupId, person: world.pupilId }),
	async run(ctx, input) {
		const group = await groupOf(ctx, input.id);
		if (!group) return refuse('not-found');
		await ctx.db.deleteFrom('directory.membership').where('group_id', '=', input.id).where('person_id', '=', input.person).execute();
		ctx.audit({ subject: { type: 'group', id: input.id }, schoolId: group.school_id, details: { person: input.person } });
		return {};
	}
});

export const closeGroup = command({
	name: 'directory.close-group',
	summary: 'Close a group made by hand: it stays in what was written, nobody writes to it any more',
	input: v.object({ id }),
	allow: itsKeeper,
	trial: (world) => ({ id: world.groupId }),
	async run(ctx, input) {
		const group = await groupOf(ctx, input.id);
		if (!group) return refuse('not-found');
		await ctx.db.updateTable('directory.groups').set({ status: 'closed' }).where('id', '=', input.id).execute();
		ctx.audit({ subject: { type: 'group', id: input.id }, schoolId: group.school_id });
		return {};
	}
});
