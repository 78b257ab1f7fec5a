/** What a class page and a group page show: one reading of the tables, filtered by the rules. */
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { refuse, type Refusal } from '#kernel/errors';
import { mayChangeGroup, worksIn } from '../policy.ts';
import { reachOf } from '../rules/reach.ts';
import { countReading } from '../rules/reading.ts';

export interface GroupMember {
	id: string;
	name: string;
	/** Given for pupils: order of a class list. */
	familyName: string;
	/** Subjects taught, for a teacher. */
	subjects: string[];
	headTeacher: boolean;
	/** Class of a pupil of a group. */
	classLabel: string | null;
}

export interface GroupGuardian {
	id: string;
	name: string;
	/** Their children in this class. */
	children: string[];
	legal: boolean;
}

export interface GroupSheet {
	id: string;
	kind: 'class' | 'group' | 'manual';
	label: string;
	level: string | null;
	schoolId: string;
	schoolName: string;
	ownerName: string | null;
	closed: boolean;
	/** How many pupils there are, also for those who may not see who. */
	pupilCount: number;
	pupils: GroupMember[];
	/** Teachers of the class; for a group made by hand, its adults. */
	teachers: GroupMember[];
	/** Only for those who work in the school; empty when the people of the group were asked for. */
	guardians: GroupGuardian[] | null;
	guardianCount: number;
	mayChange: boolean;
}

/** A class has a hundred guardians: they stand on a page of their own. */
export type Part = 'people' | 'guardians' | 'all';

interface GroupRow {
	id: string;
	kind: 'class' | 'group' | 'manual';
	label: string;
	level: string | null;
	school_id: string;
	school_name: string;
	owner_id: string | null;
	owner_name: string | null;
	status: string;
	member: boolean;
	guardian: boolean;
}

const adultName = sql`concat_ws(' ', p.title, case when ${sql.ref('p.title')} is null then p.given_name end, p.family_name)`;

/** The group if the person belongs to it, has a child in it, or works in the school; else nothing. */
export async function openGroup(ctx: Context<Person>, groupId: string): Promise<GroupRow | Refusal> {
	const me = ctx.actor.id;
	const { rows } = await sql<GroupRow>`
		select g.id, g.kind, g.label, g.level, g.school_id, s.name as school_name, g.owner_id, g.status,
			(select ${adultName} from directory.person p where p.id = g.owner_id) as owner_name,
			exists (select from directory.membership m where m.group_id = g.id and m.person_id = ${me}) as member,
			exists (select from directory.membership m join directory.guardianship l on l.pupil_id = m.person_id
				where m.group_id = g.id and m.role = 'pupil' and l.guardian_id = ${me} and l.legal > 0) as guardian
		from directory.groups g join directory.school s on s.id = g.school_id where g.id = ${groupId}`.execute(ctx.db);
	const [group] = rows;
	if (!group) return refuse('not-found');
	const works =
		worksIn(ctx.actor, group.school_id) &&
		(group.kind !== 'manual' || group.owner_id === me || mayChangeGroup(ctx.actor, { kind: group.kind, schoolId: group.school_id, ownerId: group.owner_id }));
	return group.member || group.guardian || works ? group : refuse('not-found');
}

/** The page of a class or a group, with only the people whom the rules let the person see. */
export async function groupSheet(ctx: Context<Person>, definition: string, groupId: string, part: Part): Promise<GroupSheet | Refusal> {
	const group = await openGroup(ctx, groupId);
	if ('refused' in group) return group;
	const { rows: people } = await sql<GroupMember & { pupil: boolean; seen: boolean }>`
		with member as (
			select m.person_id, bool_or(m.role = 'pupil') as pupil, bool_or(m.role = 'head-teacher') as head,
				array_remove(array_agg(distinct coalesce(b.label, nullif(m.subject, '')) order by coalesce(b.label, nullif(m.subject, ''))), null) as subjects
			from directory.membership m left join directory.subject b on b.code = m.subject
			where m.group_id = ${groupId} group by m.person_id
		), reached as materialized (
			select distinct r.person_id from ${reachOf(ctx.actor.id)} r where r.person_id in (select person_id from member)
		)
		select p.id, member.pupil, member.subjects, member.head as "headTeacher", p.family_name as "familyName",
			case when p.kind = 'pupil' then p.given_name || ' ' || p.family_name else ${adultName} end as name,
			case when ${group.kind} <> 'class' and member.pupil then e.class_label end as "classLabel",
			(p.id = ${ctx.actor.id} or reached.person_id is not null) as seen
		from member join directory.person p on p.id = member.person_id and p.status in ('active', 'blocked')
		left join reached on reached.person_id = p.id
		left join directory.search_entry e on e.person_id = p.id and e.school_id = ${group.school_id} and e.profile = 'pupil'
		order by core.fold(p.family_name), core.fold(p.given_name), p.id`.execute(ctx.db);
	const guardians = worksIn(ctx.actor, group.school_id) ? await guardiansOf(ctx, groupId) : null;
	// What is not shown is not counted as read.
	const shownGuardians = part === 'people' ? [] : (guardians ?? []);
	const shown = (part === 'guardians' ? [] : people).filter((one) => one.seen).map(({ pupil, seen: _seen, ...one }) => ({ pupil, one }));
	// One's own class may be opened all day; the limit is for reading through other people's.
	const stopped = group.member ? null : await countReading(ctx, definition, shown.length + shownGuardians.length);
	if (stopped) return stopped;
	return {
		id: group.id,
		kind: group.kind,
		label: group.label,
		level: group.level,
		schoolId: group.school_id,
		schoolName: group.school_name,
		ownerName: group.owner_name,
		closed: group.status === 'closed',
		pupilCount: people.filter((one) => one.pupil).length,
		pupils: shown.filter(({ pupil }) => pupil).map(({ one }) => one),
		teachers: shown
			.filter(({ pupil }) => !pupil)
			.map(({ one }) => one)
			.sort((a, b) => Number(b.headTeacher) - Number(a.headTeacher)),
		guardians: guardians && shownGuardians,
		guardianCount: guardians?.length ?? 0,
		mayChange: group.status === 'active' && mayChangeGroup(ctx.actor, { kind: group.kind, schoolId: group.school_id, ownerId: group.owner_id })
	};
}

async function guardiansOf(ctx: Context<Person>, groupId: string): Promise<GroupGuardian[]> {
	const { rows } = await sql<GroupGuardian>`
		with link as (
			select l.guardian_id, array_agg(k.given_name || ' ' || k.family_name order by k.family_name, k.given_name) as children, bool_or(l.legal > 0) as legal
			from directory.membership m
			join directory.person k on k.id = m.person_id and k.status in ('active', 'blocked')
			join directory.guardianship l on l.pupil_id = m.person_id
			where m.group_id = ${groupId} and m.role = 'pupil' group by l.guardian_id
		)
		select p.id, concat_ws(' ', p.title, p.given_name, p.family_name) as name, link.children, link.legal
		from link join directory.person p on p.id = link.guardian_id
		where p.id in (select r.person_id from ${reachOf(ctx.actor.id)} r where r.person_id in (select guardian_id from link) and r.to_profile = 'guardian')
		order by core.fold(p.family_name), core.fold(p.given_name), p.id`.execute(ctx.db);
	return rows;
}
