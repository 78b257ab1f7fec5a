import { sql } from 'kysely';
import * as v from 'valibot';
import { administers, PROFILES, type Person, type Profile } from '#kernel/actor';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { administrators, provided } from '#kernel/policy';
import type { Scope } from '../tables-admin.ts';

export interface RuleCell {
	from: Profile;
	to: Profile;
	scope: Scope;
	/** What it is when the school chooses nothing. */
	usual: Scope;
	/** What the school may choose; one choice: not the school's to change. */
	choices: Scope[];
}

export interface Communication {
	schoolName: string;
	cells: RuleCell[];
}

const ofThisSchool = provided(administrators, 'of this school', (ctx: { actor: Person }, input: { school: string }) => administers(ctx.actor, input.school));

/** Rules between people of one school, as they are in force. */
export const communication = query({
	name: 'directory.communication',
	summary: 'Who may write to whom in a school: the matrix in force',
	input: v.object({ school: id }),
	allow: ofThisSchool,
	trial: (world) => ({ school: world.schoolId }),
	async run(ctx, input) {
		const { rows } = await sql<RuleCell & { schoolName: string }>`
			select s.name as "schoolName", d.from_profile as "from", d.to_profile as "to", coalesce(c.scope, d.scope) as scope, d.scope as usual, d.choices
			from directory.school s cross join directory.communication_default d
			left join directory.communication_rule c on c.school_id = s.id and c.from_profile = d.from_profile and c.to_profile = d.to_profile
			where s.id = ${input.school}
				and d.from_profile not in ('department', 'academy', 'operator') and d.to_profile not in ('department', 'academy', 'operator')`.execute(ctx.db);
		const [first] = rows;
		if (!first) return refuse('not-found');
		const place = (profile: Profile) => PROFILES.indexOf(profile);
		const result: Communication = {
			schoolName: first.schoolName,
			cells: rows.map(({ schoolName: _name, ...cell }) => cell).sort((a, b) => place(a.from) - place(b.from) || place(a.to) - place(b.to))
		};
		return result;
	}
});

export interface RuleEffect extends RuleCell {
	after: Scope;
	/** How many could write from then on, and to how many in all. */
	writers: number;
	targets: number;
}

/** What changing one cell would do. Nothing is changed. */
export const communicationEffect = query({
	name: 'directory.communication-effect',
	summary: 'What changing one communication rule would do, before it is done',
	input: v.object({ school: id, from: v.picklist(PROFILES), to: v.picklist(PROFILES), scope: v.picklist(['none', 'own', 'school']) }),
	allow: ofThisSchool,
	trial: (world) => ({ school: world.schoolId, from: 'pupil' as const, to: 'pupil' as const, scope: 'own' as const }),
	async run(ctx, input) {
		const {
			rows: [row]
		} = await sql<RuleEffect>`
			select d.from_profile as "from", d.to_profile as "to", coalesce(c.scope, d.scope) as scope, d.scope as usual, d.choices, ${input.scope} as after,
				(select count(*)::int from directory.role r join directory.person p on p.id = r.person_id and p.status = 'active' where r.school_id = ${input.school} and r.profile = d.from_profile) as writers,
				(select count(*)::int from directory.role r join directory.person p on p.id = r.person_id and p.status = 'active' where r.school_id = ${input.school} and r.profile = d.to_profile) as targets
			from directory.communication_default d
			left join directory.communication_rule c on c.school_id = ${input.school} and c.from_profile = d.from_profile and c.to_profile = d.to_profile
			where d.from_profile = ${input.from} and d.to_profile = ${input.to}`.execute(ctx.db);
		return row?.choices.includes(input.scope) ? row : refuse('not-found');
	}
});
