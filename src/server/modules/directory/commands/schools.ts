/**
 * Schools the académie's directory does not hold: the département opens one and names who administers it;
 * a file brings in the rest (`csv/`). A later AAF import that brings the same UAI takes the school over and
 * leaves its people alone.
 */
import { sql } from 'kysely';
import * as v from 'valibot';
import type { Context, Db } from '#kernel/context';
import { command, query } from '#kernel/definition';
import { refuse, refuseField, type Refusal } from '#kernel/errors';
import { id, optionalText, text } from '#kernel/input';
import { orSystem, profiles, provided } from '#kernel/policy';
import { refreshSearch } from '../rules/refresh.ts';
import { uai } from '../uai.ts';
import { activationCode, createAdult, leaveIfNothingHeld, NewAdult, OfPerson } from './local.ts';

const SCHOOL_KINDS = ['COLLEGE', 'EREA', 'AUTRE'] as const;

/** More than a head and deputies is a mistake, or worse. */
const MOST_PRINCIPALS = 5;

const openers = profiles('department', 'operator');

/** What one who opens a school chooses among. */
export const schoolKinds = query({
	name: 'directory.school-kinds',
	summary: 'Kinds of school that can be opened by hand',
	input: v.object({}),
	allow: openers,
	trial: () => ({}),
	run: () => Promise.resolve([...SCHOOL_KINDS])
});

/** A school outside AAF, empty until a file is imported. */
export const createSchool = command({
	name: 'directory.create-school',
	summary: 'Open a school that the académie’s directory does not hold',
	as: 'system',
	input: v.object({ uai, name: text(120), city: text(80), kind: v.optional(v.picklist(SCHOOL_KINDS), 'COLLEGE') }),
	allow: orSystem(openers),
	trial: () => ({ uai: '0929999U', name: 'Collège Sainte-Anne', city: 'Nanterre', kind: 'COLLEGE' as const }),
	async run(ctx, input) {
		const there = await ctx.db.selectFrom('directory.school').select('name').where('uai', '=', input.uai).executeTakeFirst();
		if (there) return refuseField('uai', 'uai-known', { name: there.name });
		const schoolId = ctx.id();
		const made = await ctx.db
			.insertInto('directory.school')
			.values({ id: schoolId, ...input, academy: null, street: null, postal_code: null, phone: null, email: null })
			// Opened by somebody else in the same moment.
			.onConflict((conflict) => conflict.column('uai').doNothing())
			.executeTakeFirst();
		if (made.numInsertedOrUpdatedRows === 0n) return refuseField('uai', 'uai-known', { name: input.name });
		ctx.audit({ subject: { type: 'school', id: schoolId }, schoolId, details: { uai: input.uai } });
		return { id: schoolId, uai: input.uai };
	}
});

/** An open school that no académie keeps. */
async function keptByHand(db: Db, school: string): Promise<true | Refusal> {
	const { rows } = await sql<{ kept: boolean }>`select exists (select from directory.source_structure m where m.school_id = s.id) as kept
		from directory.school s where s.id = ${school} and s.status = 'active'`.execute(db);
	if (!rows[0]) return refuse('not-found');
	return rows[0].kept ? refuse('conflict', { code: 'school-from-academy' }) : true;
}

async function roomForOneMore(db: Db, school: string): Promise<true | Refusal> {
	const { rows } = await sql<{ count: number }>`select count(*)::int as count from directory.role where school_id = ${school} and profile = 'principal'`.execute(db);
	return (rows[0]?.count ?? 0) < MOST_PRINCIPALS ? true : refuse('conflict', { code: 'principals-enough', params: { limit: MOST_PRINCIPALS } });
}

const namers = orSystem(
	provided(openers, 'of a school that the académie does not keep', async (ctx: Context, input: { school: string }) => {
		const byHand = await keptByHand(ctx.db, input.school);
		return byHand === true ? roomForOneMore(ctx.db, input.school) : byHand;
	})
);

/** The first person of the school: a principal's account, whose code opens the administration. */
export const namePrincipal = command({
	name: 'directory.name-principal',
	summary: 'Give a school outside AAF its principal: a new account, with its activation code',
	as: 'system',
	internal: true,
	input: v.object({ school: id, ...NewAdult.entries, label: optionalText(80) }),
	allow: namers,
	trial: (world) => ({ school: world.schoolId, title: 'Mme' as const, givenName: 'Rose', familyName: 'Valland' }),
	async run(ctx, input) {
		const made = await createAdult(ctx, input, { school: input.school, profile: 'principal', label: input.label || null });
		const { code, expiresAt } = await activationCode(ctx, made.id);
		ctx.audit({ subject: { type: 'person', id: made.id }, schoolId: input.school });
		return { ...made, code, expiresAt };
	}
});

/** One adult, one account: somebody who has one already takes the school on with it. */
export const appointPrincipal = command({
	name: 'directory.appoint-principal',
	summary: 'Give a school outside AAF a principal who has an account already',
	as: 'system',
	input: v.object({ school: id, login: v.pipe(v.string('required'), v.trim(), v.toLowerCase(), v.minLength(1, 'required'), v.maxLength(100, 'too-long')) }),
	allow: namers,
	trial: (world) => ({ school: world.schoolId, login: 'claire.durand' }),
	async run(ctx, input) {
		const person = await ctx.db
			.selectFrom('directory.person')
			.select(['id', 'kind', 'title', 'given_name', 'family_name'])
			.where('login', '=', input.login)
			.where('status', '=', 'active')
			.executeTakeFirst();
		if (person?.kind !== 'adult') return refuseField('login', 'login-unknown');
		const made = await ctx.db
			.insertInto('directory.role')
			.values({ id: ctx.id(), person_id: person.id, school_id: input.school, profile: 'principal', function_code: null, function_label: null, source: 'manual' })
			.onConflict((conflict) => conflict.doNothing())
			.executeTakeFirst();
		if (made.numInsertedOrUpdatedRows === 0n) return refuseField('login', 'principal-already');
		await refreshSearch(ctx.db, [input.school]);
		await ctx.notify('session', person.id);
		ctx.audit({ subject: { type: 'person', id: person.id }, schoolId: input.school });
		return { id: person.id, name: [person.title, person.given_name, person.family_name].filter(Boolean).join(' ') };
	}
});

interface Principal {
	id: string;
	login: string;
	source: string;
	came: boolean;
}

async function principalOf(db: Db, input: { school: string; person: string }): Promise<Principal | undefined> {
	const { rows } = await sql<Principal>`select p.id, p.login, r.source, exists (select from identity.account a where a.person_id = p.id) as came
		from directory.role r join directory.person p on p.id = r.person_id and p.status = 'active'
		where r.school_id = ${input.school} and r.person_id = ${input.person} and r.profile = 'principal'`.execute(db);
	return rows[0];
}

/** The code of a principal who never came, of any school. Whoever has a password gets back in by himself. */
export const principalCode = command({
	name: 'directory.principal-code',
	summary: 'Activation code of a principal who never connected',
	as: 'system',
	internal: true,
	input: OfPerson,
	allow: orSystem(openers),
	trial: (world) => ({ school: world.schoolId, person: world.principalId }),
	async run(ctx, input) {
		const person = await principalOf(ctx.db, input);
		if (!person) return refuse('not-found');
		if (person.came) return refuse('conflict', { code: 'principal-came' });
		const { code, expiresAt } = await activationCode(ctx, person.id);
		ctx.audit({ subject: { type: 'person', id: person.id }, schoolId: input.school });
		return { id: person.id, login: person.login, code, expiresAt };
	}
});

/** The wrong person was named, or he leaves. Whom the académie names stays. */
export const dismissPrincipal = command({
	name: 'directory.dismiss-principal',
	summary: 'Take the administration of a school from a principal named by hand',
	as: 'system',
	input: OfPerson,
	allow: orSystem(openers),
	trial: (world) => ({ school: world.schoolId, person: world.principalId }),
	async run(ctx, input) {
		const person = await principalOf(ctx.db, input);
		if (!person) return refuse('not-found');
		if (person.source !== 'manual') return refuse('conflict', { code: 'school-from-academy' });
		await ctx.db
			.deleteFrom('directory.role')
			.where('person_id', '=', input.person)
			.where('school_id', '=', input.school)
			.where('profile', '=', 'principal')
			.where('source', '=', 'manual')
			.execute();
		await leaveIfNothingHeld(ctx, input.person);
		await refreshSearch(ctx.db, [input.school]);
		ctx.audit({ subject: { type: 'person', id: input.person }, schoolId: input.school });
		return {};
	}
});
