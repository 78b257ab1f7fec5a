import { sql } from 'kysely';
import * as v from 'valibot';
import type { Person, Profile } from '#kernel/actor';
import { administers } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { anyPerson } from '#kernel/policy';
import { pupilSight, seesAdultContacts, worksIn } from '../policy.ts';
import { mayReach } from '../rules/reach.ts';
import { countReading } from '../rules/reading.ts';
import { childrenOf, groupsOf, guardiansOf, type Card, type ChildLink, type GroupLink, type GuardianLink } from './person-parts.ts';

export interface PersonSheet {
	id: string;
	kind: 'pupil' | 'adult';
	name: string;
	roles: { profile: Profile; schoolId: string | null; schoolName: string | null; functionLabel: string | null }[];
	self: boolean;
	/** May be written to. */
	reached: boolean;
	/** A pupil whom the viewer teaches. */
	taught: boolean;
	/** Schools where the viewer administers this account. */
	administeredIn: string[];
	birthDate: string | null;
	groups: GroupLink[] | null;
	/** Of a pupil, for those who work in the school. */
	guardians: GuardianLink[] | null;
	/** Of a guardian, in the viewer's schools. */
	children: ChildLink[] | null;
	contact: Card | null;
	login: string | null;
	status: 'active' | 'blocked' | null;
}

interface Row extends Card {
	id: string;
	kind: 'pupil' | 'adult';
	title: string | null;
	given_name: string;
	family_name: string;
	birth_date: string | null;
	login: string;
	status: 'active' | 'blocked' | 'suspended' | 'erased';
	link: 'none' | 'link' | 'legal';
	head: boolean;
	taught: boolean;
	own_guardian: boolean;
	roles: PersonSheet['roles'];
}

async function read(ctx: Context<Person>, personId: string): Promise<Row | undefined> {
	const me = ctx.actor.id;
	const { rows } = await sql<Row>`
		select p.id, p.kind, p.title, p.given_name, p.family_name, p.birth_date, p.login, p.status, p.email, p.mobile, p.phone, p.street, p.postal_code as "postalCode", p.city,
			coalesce((select case when l.legal > 0 then 'legal' else 'link' end from directory.guardianship l where l.pupil_id = p.id and l.guardian_id = ${me}), 'none') as link,
			exists (select from directory.guardianship l where l.pupil_id = ${me} and l.guardian_id = p.id) as own_guardian,
			exists (select from directory.membership h join directory.membership k on k.group_id = h.group_id
				where h.person_id = ${me} and h.role = 'head-teacher' and k.person_id = p.id and k.role = 'pupil') as head,
			exists (select from directory.membership h join directory.membership k on k.group_id = h.group_id
				where h.person_id = ${me} and h.role in ('teacher', 'head-teacher') and k.person_id = p.id and k.role = 'pupil') as taught,
			coalesce((select json_agg(json_build_object('profile', r.profile, 'schoolId', r.school_id, 'schoolName', s.name, 'functionLabel', r.function_label) order by s.name, r.profile)
				from directory.role r left join directory.school s on s.id = r.school_id where r.person_id = p.id), '[]') as roles
		from directory.person p where p.id = ${personId} and p.status in ('active', 'blocked')`.execute(ctx.db);
	return rows[0];
}

/** One person, with what the viewer's place lets him see and nothing else. */
export const personPage = command({
	name: 'directory.person',
	summary: 'One person: what the viewer may see of a pupil, a guardian or an adult of the school',
	audited: false,
	commitsRefusals: true,
	input: v.object({ id }),
	allow: anyPerson,
	trial: (world) => ({ id: world.pupilId }),
	async run(ctx, input) {
		const row = await read(ctx, input.id);
		if (!row) return refuse('not-found');
		const self = row.id === ctx.actor.id;
		const schoolIds = row.roles.flatMap((role) => (role.schoolId ? [role.schoolId] : []));
		const administeredIn = [...new Set(schoolIds.filter((school) => administers(ctx.actor, school)))];
		const reached = !self && (await mayReach(ctx.db, ctx.actor, row.id));
		// The office still sees whom it has blocked.
		const seen = reached || (row.status === 'blocked' && administeredIn.length > 0);
		const works = schoolIds.filter((school) => worksIn(ctx.actor, school));
		const sight = row.kind === 'pupil' ? pupilSight(ctx.actor, { schoolIds, self, guardian: row.link, headTeacher: row.head, reached: seen }) : null;
		if (!(sight?.name ?? (self || seen || row.own_guardian))) return refuse('not-found');
		if (!self && row.link === 'none') {
			const stopped = await countReading(ctx, 'directory.person', 1);
			if (stopped) return stopped;
		}
		const guardianSchoolIds = row.roles.flatMap((role) => (role.profile === 'guardian' && role.schoolId ? [role.schoolId] : []));
		const contact = self || (sight ? sight.contacts : seesAdultContacts(ctx.actor, { id: row.id, guardianSchoolIds }));
		const staff = works.length > 0;
		const sheet: PersonSheet = {
			id: row.id,
			kind: row.kind,
			self,
			reached,
			administeredIn,
			taught: row.taught && !self,
			name:
				row.kind === 'pupil'
					? `${row.given_name} ${row.family_name}`
					: staff || self || row.title === null
						? [row.title, row.given_name, row.family_name].filter(Boolean).join(' ')
						: `${row.title} ${row.family_name}`,
			// Where else somebody is a parent or teaches is nobody's business but his own.
			roles: row.roles
				.filter((role) => self || role.schoolId === null || ctx.actor.roles.some((mine) => mine.schoolId === null || mine.schoolId === role.schoolId))
				.filter((role) => self || staff || role.profile !== 'guardian' || row.own_guardian),
			birthDate: sight?.birthDate ? row.birth_date : null,
			groups: (sight ? sight.schooling : reached || self) ? await groupsOf(ctx, row.id, { all: self || staff || row.link === 'legal' }) : null,
			guardians: sight?.guardians ? await guardiansOf(ctx, row.id, sight.contacts) : null,
			children: row.kind === 'adult' && (self || staff) ? await childrenOf(ctx, row.id, self ? null : works) : null,
			contact: contact ? { email: row.email, mobile: row.mobile, phone: row.phone, street: row.street, postalCode: row.postalCode, city: row.city } : null,
			login: sight?.account || administeredIn.length > 0 || self ? row.login : null,
			status: administeredIn.length > 0 ? (row.status as 'active' | 'blocked') : null
		};
		return sheet;
	}
});
