/** What local administration shares: who it is about, and whether it may be. */
import { sql } from 'kysely';
import * as v from 'valibot';
import { administers, type Person, type Profile } from '#kernel/actor';
import type { Context, Db } from '#kernel/context';
import { refuse, type Refusal } from '#kernel/errors';
import { email, id, text } from '#kernel/input';
import { administrators, provided } from '#kernel/policy';
import { endSessions, issueCodes, type IssuedCode } from '#modules/identity';
import { loginBase } from '../import/names.ts';
import { mayAdminister, type Held } from '../policy.ts';
import { refreshSearch } from '../rules/refresh.ts';

export const OfPerson = v.object({ school: id, person: id });

/** An e-mail address, or none. */
export const addressOrNone = v.union([
	v.pipe(
		v.literal(''),
		v.transform(() => null)
	),
	email
]);

/** An adult entered by hand. */
export const NewAdult = v.object({
	title: v.optional(v.picklist(['', 'Mme', 'M.']), ''),
	givenName: text(60),
	familyName: text(60),
	email: v.optional(addressOrNone, '')
});

export async function heldBy(db: Db, personId: string): Promise<Held | undefined> {
	const { rows } = await sql<Held>`
		select p.id, coalesce((select json_agg(json_build_object('profile', r.profile, 'schoolId', r.school_id, 'delegate', r.delegate))
			from directory.role r where r.person_id = p.id), '[]') as roles
		from directory.person p where p.id = ${personId} and p.status in ('active', 'blocked')`.execute(db);
	return rows[0];
}

/** Administrators of the school named. */
export const itsAdministrator = provided(administrators, 'of this school', (ctx: { actor: Person }, input: { school: string }) => administers(ctx.actor, input.school));

/** Somebody of the school named, who has no administrative rights himself. Who is of no concern here is not there. */
export const onItsPeople = provided(
	administrators,
	'on people of the school without administrative rights',
	async (ctx: Context<Person>, input: { school: string; person: string }): Promise<true | Refusal> => {
		if (!administers(ctx.actor, input.school)) return refuse('forbidden');
		const target = await heldBy(ctx.db, input.person);
		if (!target?.roles.some((role) => role.schoolId === input.school)) return refuse('not-found');
		return mayAdminister(ctx.actor, input.school, target) ? true : refuse('forbidden', { code: 'person-administers' });
	}
);

/**
 * A login for each of these people, in their order: `prenom.nom`, then `prenom.nom2`… A login that was
 * ever given to somebody is never given again. As the system role; rows of directory.login are written
 * with the person afterwards, by the caller, in the same transaction.
 */
export async function allocateLogins(db: Db, people: readonly { givenName: string; familyName: string }[]): Promise<string[]> {
	const bases = people.map((person) => loginBase(person.givenName, person.familyName));
	if (bases.length === 0) return [];
	// One at a time. Against an import running meanwhile the primary key of directory.login is the wall.
	await sql`select pg_advisory_xact_lock(hashtext('directory.login'))`.execute(db);
	const { rows } = await lastNumbers(bases).execute(db);
	const last = new Map(rows.map((row) => [row.base, row.last]));
	return bases.map((base) => {
		const number = (last.get(base) ?? 0) + 1;
		last.set(base, number);
		return number === 1 ? base : `${base}${number}`;
	});
}

/** The highest number each of these logins was given with; 1 is the login without a number. */
export function lastNumbers(bases: readonly string[]) {
	return sql<{ base: string; last: number }>`
		select base, max(coalesce(nullif(substr(login, length(base) + 1), ''), '1')::numeric)::int as last
		from (select distinct unnest(${`{${[...new Set(bases)].join(',')}}`}::text[]) collate "C" as base) b
		cross join lateral (
			select login from directory.login where login = base or login >= base || '0' and login < base || ':'
			union all
			select login from directory.person where login = base or login >= base || '0' and login < base || ':'
		) l
		-- The bounds lie around « base and a digit », byte by byte: the keys' own order.
		where rtrim(login, '0123456789') = base group by 1`;
}

/** Write an adult with a login of his own and one role, in a school or above them. As the system role; search follows. */
export async function createAdult(
	ctx: Pick<Context, 'db' | 'id'>,
	given: v.InferOutput<typeof NewAdult>,
	role: { school: string | null; profile: Profile; label: string | null }
): Promise<{ id: string; login: string }> {
	const [login] = await allocateLogins(ctx.db, [given]);
	if (!login) throw new Error('no login was allocated');
	const personId = ctx.id();
	await ctx.db
		.insertInto('directory.person')
		.values({
			id: personId,
			kind: 'adult',
			login,
			title: given.title || null,
			given_name: given.givenName,
			family_name: given.familyName,
			email: given.email || null
		})
		.execute();
	await ctx.db.insertInto('directory.login').values({ login, person_id: personId }).execute();
	await ctx.db
		.insertInto('directory.role')
		.values({ id: ctx.id(), person_id: personId, school_id: role.school, profile: role.profile, function_code: null, function_label: role.label, source: 'manual' })
		.execute();
	await refreshSearch(ctx.db, role.school === null ? [] : [role.school]);
	return { id: personId, login };
}

/** A role was taken from somebody. Without any other he leaves as those do whom an import no longer brings, and is erased in time. */
export async function leaveIfNothingHeld(ctx: Context, personId: string): Promise<void> {
	const left = await heldBy(ctx.db, personId);
	if (left?.roles.length !== 0) return ctx.notify('session', personId);
	await ctx.db.updateTable('directory.person').set({ status: 'suspended', suspended_at: ctx.now, updated_at: ctx.now }).where('id', '=', personId).execute();
	await endSessions(ctx, personId);
}

/** The code that somebody who never came gets in with; the one that is open is given again. */
export async function activationCode(ctx: Parameters<typeof issueCodes>[0], personId: string): Promise<IssuedCode> {
	const code = (await issueCodes(ctx, [personId], 'activation')).get(personId);
	if (!code) throw new Error('no code was issued');
	return code;
}
