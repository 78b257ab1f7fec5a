import { sql } from 'kysely';
import * as v from 'valibot';
import { administers, seesEverywhere, type Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command, query } from '#kernel/definition';
import { refuse, type Refusal } from '#kernel/errors';
import { id } from '#kernel/input';
import { profiles, provided } from '#kernel/policy';
import { VOID_HASH } from '#platform/passwords';
import { issueCodes } from '../codes.ts';
import { endSessions } from '../set-password.ts';

interface Target {
	kind: 'pupil' | 'adult';
	schools: string[];
	taught: boolean;
	administrative: boolean;
}

/** A teacher for the pupils of his classes; a principal or delegate for the people of his school but other administrators. */
export async function mayReissue(ctx: Context<Person>, personId: string): Promise<true | Refusal> {
	const { rows } = await sql<Target>`
		select p.kind,
			coalesce((select array_agg(distinct r.school_id) filter (where r.school_id is not null) from directory.role r where r.person_id = p.id), '{}') as schools,
			exists (select 1 from directory.role r where r.person_id = p.id and (r.profile in ('principal', 'department', 'academy', 'operator') or r.delegate)) as administrative,
			exists (select 1 from directory.membership pupil join directory.membership teacher on teacher.group_id = pupil.group_id
				where pupil.person_id = p.id and pupil.role = 'pupil' and teacher.person_id = ${ctx.actor.id} and teacher.role in ('teacher', 'head-teacher')) as taught
		from directory.person p where p.id = ${personId} and p.status = 'active'`.execute(ctx.db);
	const target = rows[0];
	const theirs = target?.schools.some((school) => administers(ctx.actor, school)) ?? false;
	if (target && personId !== ctx.actor.id) {
		if (target.kind === 'pupil' && target.taught) return true;
		if (theirs && !target.administrative) return true;
		// Who administers can be helped only by those above: nobody takes over a principal's account from inside his school.
		if (target.administrative && seesEverywhere(ctx.actor) && ctx.actor.roles.some((role) => role.profile === 'operator')) return true;
	}
	return refuse(target && theirs ? 'forbidden' : 'not-found');
}

const reissuers = provided(
	profiles('teacher', 'staff', 'principal', 'operator'),
	"a pupil of one's classes, or somebody of the school one administers",
	(ctx, input: { personId: string }) => mayReissue(ctx, input.personId)
);

/** What the page says before a code is made: for whom, and whether a password will stop working. */
export const reissuePreview = query({
	name: 'identity.reissue-preview',
	summary: 'For whom a new code would be made, and whether the account was activated',
	as: 'system',
	internal: true,
	input: v.object({ personId: id }),
	allow: reissuers,
	trial: (world) => ({ personId: world.pupilId }),
	async run(ctx, input) {
		const person = await ctx.db
			.selectFrom('directory.person as p')
			.leftJoin('identity.account as a', 'a.person_id', 'p.id')
			.select(['p.given_name', 'p.family_name', 'a.person_id as account'])
			.where('p.id', '=', input.personId)
			.executeTakeFirstOrThrow();
		return { givenName: person.given_name, familyName: person.family_name, activated: person.account !== null, address: `${ctx.ports.config.origin}/activation` };
	}
});

/** A new code to get (back) in. The old password and all sessions end when the code is made. */
export const reissueCode = command({
	name: 'identity.reissue-code',
	summary: 'Give a person a new code; the old password stops working',
	as: 'system',
	internal: true,
	input: v.object({ personId: id }),
	allow: reissuers,
	trial: (world) => ({ personId: world.pupilId }),
	async run(ctx, input) {
		const account = await ctx.db.selectFrom('identity.account').select('person_id').where('person_id', '=', input.personId).executeTakeFirst();
		const purpose = account ? 'reset' : 'activation';
		const issued = (await issueCodes(ctx, [input.personId], purpose, { fresh: true })).get(input.personId);
		if (!issued) return refuse('not-found');
		if (account) {
			await ctx.db.updateTable('identity.account').set({ password_hash: VOID_HASH, must_change: true }).where('person_id', '=', input.personId).execute();
			await endSessions(ctx, input.personId);
		}
		const person = await ctx.db.selectFrom('directory.person').select(['login', 'given_name', 'family_name', 'kind']).where('id', '=', input.personId).executeTakeFirstOrThrow();
		ctx.audit({ subject: { type: 'person', id: input.personId }, details: { purpose } });
		return { ...issued, purpose, login: person.login, givenName: person.given_name, familyName: person.family_name, kind: person.kind };
	}
});
