import { sql } from 'kysely';
import * as v from 'valibot';
import { administers, type Person, type Profile } from '#kernel/actor';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { administrators, provided } from '#kernel/policy';
import { reachOf } from '../rules/reach.ts';
import type { Scope } from '../tables-admin.ts';

/** One pair of profiles the two hold in the school, the rule between them, and whether it opens. */
export interface Reason {
	from: Profile;
	to: Profile;
	scope: Scope;
	opens: boolean;
}
export interface Explanation {
	from: { id: string; name: string; status: string };
	to: { id: string; name: string; status: string };
	allowed: boolean;
	/** Every rule between what the two are in the school; those that open come first. */
	reasons: Reason[];
	/** What links them: classes in common, children, by their names. */
	classes: string[];
	/** A class of a child of the first that the second teaches, or the other way round. */
	children: { child: string; classLabel: string }[];
	family: boolean;
	functionLabel: string | null;
}

/** Why somebody may write to somebody, or why not. */
export const explainReach = query({
	name: 'directory.explain-reach',
	summary: 'Why one person of a school may write to another, or why not',
	input: v.object({ school: id, from: id, to: id }),
	allow: provided(administrators, 'of this school', (ctx: { actor: Person }, input: { school: string }) => administers(ctx.actor, input.school)),
	trial: (world) => ({ school: world.schoolId, from: world.pupilId, to: world.teacherId }),
	async run(ctx, input) {
		const inSchool = sql`exists (select from directory.role r where r.person_id = p.id and r.school_id = ${input.school})`;
		const { rows: people } = await sql<{ id: string; name: string; status: string }>`
			select p.id, p.status, case when p.kind = 'pupil' then p.given_name || ' ' || p.family_name else concat_ws(' ', p.title, p.given_name, p.family_name) end as name
			from directory.person p where p.id in (${input.from}, ${input.to}) and ${inSchool}`.execute(ctx.db);
		const from = people.find((one) => one.id === input.from);
		const to = people.find((one) => one.id === input.to);
		if (!from || !to || from.id === to.id) return refuse('not-found');
		const { rows: reasons } = await sql<Reason>`
			select a.profile as "from", b.profile as "to", coalesce(c.scope, d.scope) as scope,
				exists (select from ${reachOf(input.from)} r where r.person_id = ${input.to} and r.school_id = ${input.school} and r.from_profile = a.profile and r.to_profile = b.profile) as opens
			from directory.role a
			join directory.role b on b.person_id = ${input.to} and b.school_id = a.school_id
			join directory.communication_default d on d.from_profile = a.profile and d.to_profile = b.profile
			left join directory.communication_rule c on c.school_id = a.school_id and c.from_profile = a.profile and c.to_profile = b.profile
			where a.person_id = ${input.from} and a.school_id = ${input.school}
			order by 4 desc`.execute(ctx.db);
		const { rows: classes } = await sql<{ label: string }>`
			select distinct g.label from directory.membership x join directory.membership y on y.group_id = x.group_id and y.person_id = ${input.to}
			join directory.groups g on g.id = x.group_id and g.status = 'active'
			where x.person_id = ${input.from} and g.school_id = ${input.school} order by g.label`.execute(ctx.db);
		const { rows: children } = await sql<{ child: string; classLabel: string }>`
			select distinct k.given_name || ' ' || k.family_name as child, g.label as "classLabel"
			from directory.guardianship l
			join directory.person k on k.id = l.pupil_id and k.status in ('active', 'blocked')
			join directory.membership x on x.person_id = l.pupil_id and x.role = 'pupil'
			join directory.groups g on g.id = x.group_id and g.status = 'active' and g.school_id = ${input.school}
			join directory.membership y on y.group_id = x.group_id and y.role in ('teacher', 'head-teacher')
			where l.legal > 0 and ((l.guardian_id = ${input.from} and y.person_id = ${input.to}) or (l.guardian_id = ${input.to} and y.person_id = ${input.from}))
			order by 1, 2`.execute(ctx.db);
		const {
			rows: [more]
		} = await sql<{ family: boolean; functionLabel: string | null }>`
			select exists (select from directory.guardianship l where (l.pupil_id = ${input.from} and l.guardian_id = ${input.to}) or (l.pupil_id = ${input.to} and l.guardian_id = ${input.from})) as family,
				(select min(r.function_label) from directory.role r where r.person_id = ${input.to} and r.school_id = ${input.school}) as "functionLabel"`.execute(ctx.db);
		const result: Explanation = {
			from,
			to,
			reasons,
			allowed: reasons.some((one) => one.opens),
			classes: classes.map((one) => one.label),
			children,
			family: more?.family ?? false,
			functionLabel: more?.functionLabel ?? null
		};
		return result;
	}
});
