/** How many people of each profile each school has. */
import { sql } from 'kysely';
import type { Profile } from '#kernel/actor';
import type { Db } from '#kernel/context';
import '../tables.ts';

export interface SchoolStats {
	id: string;
	uai: string | null;
	name: string;
	classes: number;
	groups: number;
	profiles: Partial<Record<Profile, number>>;
}

export interface DirectoryStats {
	schools: SchoolStats[];
	/** Distinct people who are there, whatever the number of their schools and profiles. */
	people: number;
	profiles: Partial<Record<Profile, number>>;
	/** People who left and are not erased yet. */
	suspended: number;
}

export async function directoryStats(db: Db): Promise<DirectoryStats> {
	const { rows: schools } = await sql<{ id: string; uai: string | null; name: string; classes: number; groups: number }>`
		select s.id, s.uai, s.name, count(g.id) filter (where g.kind = 'class')::int as classes, count(g.id) filter (where g.kind = 'group')::int as groups
		from directory.school s left join directory.groups g on g.school_id = s.id and g.status = 'active'
		where s.status = 'active' group by s.id order by s.uai nulls last`.execute(db);
	const { rows: roles } = await sql<{ school_id: string | null; profile: Profile; count: number }>`
		select r.school_id, r.profile, count(*)::int as count from directory.role r join directory.person p on p.id = r.person_id
		where p.status in ('active', 'blocked') and p.suspended_at is null group by 1, 2`.execute(db);
	const {
		rows: [people]
	} = await sql<{ there: number; suspended: number }>`
		select count(*) filter (where suspended_at is null and status <> 'erased')::int as there, count(*) filter (where suspended_at is not null and status <> 'erased')::int as suspended
		from directory.person`.execute(db);
	const { rows: distinct } = await sql<{ profile: Profile; count: number }>`
		select r.profile, count(distinct r.person_id)::int as count from directory.role r join directory.person p on p.id = r.person_id
		where p.status in ('active', 'blocked') and p.suspended_at is null group by 1`.execute(db);
	return {
		schools: schools.map((school) => ({ ...school, profiles: Object.fromEntries(roles.filter((role) => role.school_id === school.id).map((role) => [role.profile, role.count])) })),
		people: people?.there ?? 0,
		profiles: Object.fromEntries(distinct.map((row) => [row.profile, row.count])),
		suspended: people?.suspended ?? 0
	};
}
