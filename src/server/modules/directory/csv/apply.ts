/** Write a plan, in the caller's transaction: all of it or nothing. */
import { sql } from 'kysely';
import type { Context } from '#kernel/context';
import { allocateLogins } from '../commands/local.ts';
import { refreshSearch } from '../rules/refresh.ts';
import type { Plan } from './plan.ts';

interface NewPerson {
	id: string;
	kind: 'pupil' | 'adult';
	title: string | null;
	givenName: string;
	familyName: string;
	birthDate: string | null;
	email: string | null;
	mobile: string | null;
	level: string | null;
}
interface Member {
	personId: string;
	classKey: string;
	role: 'pupil' | 'teacher';
}

const levelOf = (label: string) => /^([3-6])/.exec(label)?.[1]?.concat('e') ?? null;
const json = (rows: unknown) => JSON.stringify(rows);

export async function applyPlan(ctx: Pick<Context, 'db' | 'id' | 'now'>, schoolId: string, plan: Plan): Promise<void> {
	const { db } = ctx;
	const classIds = new Map(plan.classIds);
	const classes = [...plan.newClasses].map(([key, label]) => ({ id: ctx.id(), key, label, level: levelOf(label) }));
	for (const one of classes) classIds.set(one.key, one.id);
	await sql`insert into directory.groups (id, school_id, kind, code, label, level, source)
		select id, ${schoolId}, 'class', key, label, level, 'csv' from jsonb_to_recordset(${json(classes)}::jsonb) as x(id uuid, key text, label text, level text)
		on conflict (school_id, kind, code) do update set status = 'active'`.execute(db);
	// A class that was closed under that code comes back under its own id.
	const { rows: there } = await sql<{ id: string; code: string }>`select id, code from directory.groups where school_id = ${schoolId} and kind = 'class'`.execute(db);
	for (const one of classes) classIds.set(one.key, there.find((group) => group.code === one.key)?.id ?? one.id);

	const people: NewPerson[] = [];
	const roles: { person: string; profile: string; label: string | null }[] = [];
	const members: Member[] = [];
	const links: { pupil: string; guardian: string; code: string; legal: number }[] = [];
	const contacts: { id: string; email: string | null; mobile: string | null }[] = [];
	const parents = new Map<string, string>();

	for (const place of plan.pupils) {
		if (place.kept) continue;
		const pupil = place.id ?? ctx.id();
		if (place.id === null) {
			people.push({ ...place.entry, id: pupil, kind: 'pupil', title: null, email: null, mobile: null, level: levelOf(place.entry.className) });
			roles.push({ person: pupil, profile: 'pupil', label: null });
		}
		if (place.id === null || place.moves) members.push({ personId: pupil, classKey: place.classKey, role: 'pupil' });
		for (const guardian of place.guardians) {
			const id = guardian.id ?? parents.get(guardian.key) ?? ctx.id();
			if (guardian.id === null && !parents.has(guardian.key)) {
				parents.set(guardian.key, id);
				people.push({ ...guardian.entry, id, kind: 'adult', birthDate: null, level: null });
			} else if (guardian.id !== null) contacts.push({ id, email: guardian.entry.email, mobile: guardian.entry.mobile });
			roles.push({ person: id, profile: 'guardian', label: null });
			if (!guardian.linked) links.push({ pupil, guardian: id, code: guardian.entry.title === 'M.' ? '10' : guardian.entry.title === 'Mme' ? '20' : '90', legal: 1 });
		}
	}
	for (const place of plan.staff) {
		if (place.kept) continue;
		const person = place.id ?? ctx.id();
		if (place.id === null) people.push({ ...place.entry, id: person, kind: 'adult', birthDate: null, mobile: null, level: null });
		roles.push({ person, profile: place.entry.profile, label: place.entry.functionLabel });
		for (const classKey of place.classKeys) members.push({ personId: person, classKey, role: 'teacher' });
	}

	const logins = await allocateLogins(db, people);
	await sql`insert into directory.person (id, kind, login, title, family_name, given_name, birth_date, email, mobile, level)
		select id, kind, login, title, "familyName", "givenName", "birthDate", email, mobile, level
		from jsonb_to_recordset(${json(people.map((person, at) => ({ ...person, login: logins[at] })))}::jsonb)
			as x(id uuid, kind text, login text, title text, "familyName" text, "givenName" text, "birthDate" date, email text, mobile text, level text)`.execute(db);
	await sql`insert into directory.login (login, person_id) select login, id from jsonb_to_recordset(${json(people.map((person, at) => ({ id: person.id, login: logins[at] })))}::jsonb) as x(id uuid, login text)`.execute(
		db
	);
	await sql`insert into directory.role (id, person_id, school_id, profile, function_label, source)
		select uuidv7(), person, ${schoolId}, profile, min(label), 'csv' from jsonb_to_recordset(${json(roles)}::jsonb) as x(person uuid, profile text, label text) group by person, profile
		on conflict (person_id, school_id, profile) do update set function_label = coalesce(excluded.function_label, role.function_label) where role.source = 'csv'`.execute(db);
	const placed = members.map((member) => ({ ...member, groupId: classIds.get(member.classKey) }));
	// One class a pupil: the one of before ends, unless the académie said so.
	await sql`delete from directory.membership m using directory.groups g, jsonb_to_recordset(${json(placed)}::jsonb) as x("personId" uuid, "groupId" uuid, role text)
		where g.id = m.group_id and g.kind = 'class' and m.school_id = ${schoolId} and m.person_id = x."personId" and x.role = 'pupil' and m.role = 'pupil' and m.group_id <> x."groupId" and m.source = 'csv'`.execute(
		db
	);
	await sql`insert into directory.membership (group_id, person_id, school_id, role, source)
		select "groupId", "personId", ${schoolId}, role, 'csv' from jsonb_to_recordset(${json(placed)}::jsonb) as x("personId" uuid, "groupId" uuid, role text)
		on conflict do nothing`.execute(db);
	await sql`insert into directory.guardianship (pupil_id, guardian_id, link_code, legal, contact, source)
		select pupil, guardian, code, legal, true, 'csv' from jsonb_to_recordset(${json(links)}::jsonb) as x(pupil uuid, guardian uuid, code text, legal smallint)
		on conflict do nothing`.execute(db);
	await sql`update directory.person p set email = coalesce(x.email, p.email), mobile = coalesce(x.mobile, p.mobile), updated_at = ${ctx.now}
		from jsonb_to_recordset(${json(contacts)}::jsonb) as x(id uuid, email text, mobile text)
		where p.id = x.id and (x.email is not null or x.mobile is not null)
			and not exists (select from directory.role r where r.person_id = p.id and r.source = 'aaf')`.execute(db);
	await refreshSearch(db, [schoolId]);
}
