/** What importing these people would change in the school: computed the same way to look at and to apply. */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';
import { nameKey } from '../import/names.ts';
import { classKey, type Checked, type GuardianEntry, type PupilEntry, type StaffEntry } from './check.ts';

interface Known {
	id: string;
	profile: string;
	source: string;
	family: string;
	given: string;
	birthDate: string | null;
	email: string | null;
	classIds: string[];
	guardianIds: string[];
}

/** Somebody to be: new, or who is there already. */
export interface Place<E> {
	entry: E;
	/** Null: to be created. */
	id: string | null;
	/** The académie keeps him: nothing of his is changed by a file. */
	kept: boolean;
}
export interface PupilPlace extends Place<PupilEntry> {
	/** Key of the class, and whether he changes to it. */
	classKey: string;
	moves: boolean;
	guardians: GuardianPlace[];
}
export interface GuardianPlace {
	/** Same key: the same human being in this file. */
	key: string;
	entry: GuardianEntry;
	id: string | null;
	/** Already linked with the child. */
	linked: boolean;
}

export interface Plan {
	pupils: PupilPlace[];
	staff: (Place<StaffEntry> & { classKeys: string[] })[];
	/** Key → label, of classes that are not there yet. */
	newClasses: Map<string, string>;
	classIds: Map<string, string>;
}

async function known(db: Db, schoolId: string): Promise<Known[]> {
	const { rows } = await sql<Known>`
		select p.id, r.profile, r.source, p.family_name as family, p.given_name as given, p.birth_date as "birthDate", lower(p.email) as email,
			coalesce((select array_agg(m.group_id) from directory.membership m join directory.groups g on g.id = m.group_id and g.kind = 'class' and g.status = 'active'
				where m.person_id = p.id and m.school_id = ${schoolId} and r.profile <> 'guardian'), '{}') as "classIds",
			case when r.profile = 'pupil' then coalesce((select array_agg(l.guardian_id) from directory.guardianship l where l.pupil_id = p.id), '{}') else '{}' end as "guardianIds"
		from directory.role r join directory.person p on p.id = r.person_id and p.status in ('active', 'blocked')
		where r.school_id = ${schoolId} and r.profile in ('pupil', 'guardian', 'teacher', 'staff')`.execute(db);
	return rows;
}

const key = (one: { family: string; given: string }) => nameKey(one.given, one.family);

export async function planImport(db: Db, schoolId: string, checked: Checked): Promise<Plan> {
	const people = await known(db, schoolId);
	const byId = new Map(people.map((one) => [`${one.id}${one.profile}`, one]));
	const by = (profile: string) => {
		const map = new Map<string, Known[]>();
		for (const one of people) if (one.profile === profile) map.set(key(one), [...(map.get(key(one)) ?? []), one]);
		return map;
	};
	const [pupils, guardians, teachers, staff] = [by('pupil'), by('guardian'), by('teacher'), by('staff')];
	const { rows: groups } = await sql<{
		id: string;
		label: string;
		code: string;
	}>`select id, label, code from directory.groups where school_id = ${schoolId} and kind = 'class' and status = 'active'`.execute(db);
	const classIds = new Map(
		groups.flatMap(
			(group) =>
				[
					[classKey(group.code), group.id],
					[classKey(group.label), group.id]
				] as const
		)
	);
	const newClasses = new Map<string, string>();
	const classOf = (label: string) => {
		const wanted = classKey(label);
		if (!classIds.has(wanted) && !newClasses.has(wanted)) newClasses.set(wanted, label);
		return wanted;
	};

	const plan: Plan = { pupils: [], staff: [], newClasses, classIds };
	for (const entry of checked.pupils) {
		const found = pupils.get(nameKey(entry.givenName, entry.familyName))?.find((one) => one.birthDate === entry.birthDate);
		const wanted = classOf(entry.className);
		const parents = found?.guardianIds.flatMap((id) => byId.get(`${id}guardian`) ?? []) ?? [];
		plan.pupils.push({
			entry,
			id: found?.id ?? null,
			kept: found?.source === 'aaf',
			classKey: wanted,
			moves: found !== undefined && !found.classIds.includes(classIds.get(wanted) ?? ''),
			guardians: entry.guardians.map((guardian): GuardianPlace => {
				const names = nameKey(guardian.givenName, guardian.familyName);
				const parent = parents.find((one) => key(one) === names);
				// Elsewhere in the school only with the same address: two Mme Martin are two persons.
				const same = guardian.email === null ? undefined : guardians.get(names)?.find((one) => one.email === guardian.email);
				return { key: `${names} ${guardian.email ?? `line ${entry.line}`}`, entry: guardian, id: parent?.id ?? same?.id ?? null, linked: parent !== undefined };
			})
		});
	}
	for (const entry of checked.staff) {
		const names = nameKey(entry.givenName, entry.familyName);
		const colleagues = [...(teachers.get(names) ?? []), ...(staff.get(names) ?? [])];
		const found =
			colleagues.find((one) => entry.email !== null && one.email === entry.email) ??
			(colleagues.length === 1 && (!entry.email || !colleagues[0]?.email) ? colleagues[0] : undefined);
		plan.staff.push({ entry, id: found?.id ?? null, kept: found?.source === 'aaf', classKeys: entry.profile === 'teacher' ? entry.classes.map(classOf) : [] });
	}
	return plan;
}

export interface Counts {
	pupilsNew: number;
	pupilsMoved: number;
	pupilsSame: number;
	guardiansNew: number;
	staffNew: number;
	staffSame: number;
	classesNew: string[];
	/** Kept by the académie, left as they are. */
	kept: number;
}

export function countPlan(plan: Plan): Counts {
	const parents = new Set(plan.pupils.filter((one) => !one.kept).flatMap((one) => one.guardians.filter((guardian) => guardian.id === null).map((guardian) => guardian.key)));
	return {
		pupilsNew: plan.pupils.filter((one) => one.id === null).length,
		pupilsMoved: plan.pupils.filter((one) => one.moves && !one.kept).length,
		pupilsSame: plan.pupils.filter((one) => one.id !== null && !one.moves && !one.kept).length,
		guardiansNew: parents.size,
		staffNew: plan.staff.filter((one) => one.id === null).length,
		staffSame: plan.staff.filter((one) => one.id !== null && !one.kept).length,
		classesNew: [...plan.newClasses.values()],
		kept: [...plan.pupils, ...plan.staff].filter((one) => one.kept).length
	};
}
