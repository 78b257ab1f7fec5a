/** Whether somebody may write now, and to these people: asked in the transaction of every sending, so it holds at once. */
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { fixedQuery } from '#kernel/fixed-query';
import { refuse, type Refusal } from '#kernel/errors';
import { anyPerson, provided, type Policy } from '#kernel/policy';
import { activatedAt } from '#modules/identity';
import type { Part } from './audience.ts';
import { limitsOf, NEW_FOR_DAYS } from './policy.ts';
import { closureFor, hasFunction, isDirection, type Closure } from './protection-policy.ts';
import { partsOf, type Recipients } from './recipients.ts';
import { moment, signature } from './words.ts';

const DAY = 24 * 60 * 60 * 1000;

const closedNow = fixedQuery<Record<never, never>, Closure>((db) =>
	db.selectFrom('messaging.closure').select(['school_id as schoolId', 'profile', 'extent', 'reason']).where('reopened_at', 'is', null).orderBy('closed_at', 'desc')
);

/** What is closed now, as far as it may concern the actor. */
export function openClosures(ctx: Context<Person>): Promise<Closure[]> {
	return closedNow(ctx.db, {});
}

export interface Suspension {
	reason: string;
	until: Date | null;
}

const suspensionsOf = fixedQuery<{ me: string; now: Date }, Suspension>((db, slot) =>
	db
		.selectFrom('messaging.suspension')
		.select(['reason', 'ends_at as until'])
		.where('account_id', '=', slot('me'))
		.where('lifted_at', 'is', null)
		.where((where) => where.or([where('ends_at', 'is', null), where('ends_at', '>', slot('now'))]))
		.orderBy('ends_at', (order) => order.desc().nullsFirst())
		.limit(1)
);

/** The suspension that holds longest, if any. */
export async function suspensionOf(ctx: Context<Person>): Promise<Suspension | null> {
	const [row] = await suspensionsOf(ctx.db, { me: ctx.actor.id, now: ctx.now });
	return row ?? null;
}

/** A person's own mailbox, unless reading is closed to him. Asks in the transaction of the reading. */
export const reader: Policy<unknown, Person> = provided(anyPerson, 'unless messaging is closed to him', async (ctx: Context<Person>) => {
	const closure = closureFor(ctx.actor.roles, await openClosures(ctx), 'read');
	return closure ? closed(closure) : true;
});

/**
 * Refused, each with its own sentence: messaging is closed, the writer is suspended, one of the two keeps the
 * other away, the school leaves whole classes of parents to its direction, too much for the profile or for a
 * new account. What answers by itself is not counted against its writer.
 */
export async function mayWrite(ctx: Context<Person>, recipients: Recipients, automatic = false): Promise<true | Refusal> {
	const [closures, suspension] = await Promise.all([openClosures(ctx), suspensionOf(ctx)]);
	const closure = closureFor(ctx.actor.roles, closures, 'write');
	if (closure) return closed(closure);
	if (suspension) return suspended(ctx, suspension);
	const asked = [
		closedSchools(ctx, recipients, closures),
		keptApart(ctx, recipients),
		leftToDirection(ctx, partsOf(recipients)),
		...(automatic ? [] : [withinLimits(ctx, recipients)])
	];
	for (const answer of await Promise.all(asked)) if (answer !== true) return answer;
	return true;
}

function closed(closure: Closure): Refusal {
	return refuse('forbidden', { code: 'messaging-closed', params: { reason: closure.reason } });
}

function suspended(ctx: Context<Person>, { reason, until }: Suspension): Refusal {
	if (until === null) return refuse('forbidden', { code: 'writing-suspended', params: { reason } });
	return refuse('forbidden', { code: 'writing-suspended-until', params: { reason, date: moment(until, ctx.locale) } });
}

/** Nobody writes into a school that is closed, from another where he also is. */
async function closedSchools(ctx: Context<Person>, { ids }: Recipients, closures: readonly Closure[]): Promise<true | Refusal> {
	const shut = closures.filter((one) => one.schoolId !== null && one.profile === null);
	if (shut.length === 0 || ids === null) return true;
	const { rows } = await sql<{ school_id: string }>`
		select min(r.school_id::text) as school_id from directory.role r where r.person_id = any (${ids}::uuid[])
		group by r.person_id having bool_and(coalesce(r.school_id = any (${shut.map((one) => one.schoolId)}::uuid[]), false)) limit 1`.execute(ctx.db);
	const reason = shut.find((one) => one.schoolId === rows[0]?.school_id)?.reason;
	return reason === undefined ? true : refuse('forbidden', { code: 'recipient-closed', params: { reason } });
}

/** One of the two does not want to hear from the other. Whoever has a function in a school is kept away by nobody. */
async function keptApart(ctx: Context<Person>, { ids }: Recipients): Promise<true | Refusal> {
	if (ids === null || ids.length === 0 || hasFunction(ctx.actor.roles)) return true;
	const me = ctx.actor.id;
	const { rows } = await sql<{ mine: boolean; kind: 'pupil' | 'adult'; title: string | null; given_name: string; family_name: string }>`
		select b.mine, p.kind, p.title, coalesce(p.given_name, '') as given_name, coalesce(p.family_name, '') as family_name from (
			select account_id = ${me} as mine, case when account_id = ${me} then blocked_id else account_id end as other
			from messaging.block where account_id = ${me} or blocked_id = ${me}) b
		left join directory.person p on p.id = b.other
		where b.other = any (${ids}::uuid[]) limit 1`.execute(ctx.db);
	const [row] = rows;
	return row ? refuse('forbidden', { code: row.mine ? 'you-blocked' : 'blocked-by-them', params: { name: signature(row) } }) : true;
}

/** Whole classes of parents, where the school leaves them to its direction. */
async function leftToDirection(ctx: Context<Person>, parts: readonly Part[]): Promise<true | Refusal> {
	const families = parts.flatMap((part) => ((part.kind === 'group' || part.kind === 'school') && part.side === 'guardians' ? [part] : []));
	if (families.length === 0) return true;
	const groups = families.flatMap((part) => (part.kind === 'group' ? [part.id] : []));
	const schools = families.flatMap((part) => (part.kind === 'school' ? [part.id] : []));
	const { rows } = await sql<{ school_id: string }>`
		select s.school_id from messaging.school_setting s where s.families_by_direction
			and (s.school_id = any (${schools}::uuid[]) or s.school_id in (select g.school_id from directory.groups g where g.id = any (${groups}::uuid[])))`.execute(ctx.db);
	return rows.every((row) => isDirection(ctx.actor, row.school_id)) ? true : refuse('forbidden', { code: 'families-by-direction' });
}

/** Messages of 24 hours, and people of this one: fewer while the account is new. */
async function withinLimits(ctx: Context<Person>, { ids }: Recipients): Promise<true | Refusal> {
	const since = new Date(ctx.now.getTime() - DAY);
	const [activated, { count }] = await Promise.all([
		activatedAt(ctx.db, ctx.actor.id),
		ctx.db
			.selectFrom('messaging.message')
			.select(({ fn }) => fn.countAll<number>().as('count'))
			.where('sender_id', '=', ctx.actor.id)
			.where('sent_at', '>', since)
			.where('automatic', '=', false)
			.executeTakeFirstOrThrow()
	]);
	const isNew = activated !== null && activated.getTime() > ctx.now.getTime() - NEW_FOR_DAYS * DAY;
	const limits = limitsOf(ctx.actor, isNew);
	if (count >= limits.messages) return refuse('too-many', { code: isNew ? 'too-many-messages-new' : 'too-many-messages', params: { limit: limits.messages } });
	if (ids !== null && ids.length > limits.recipients)
		return refuse('too-many', { code: isNew ? 'too-many-recipients-new' : 'too-many-recipients', params: { limit: limits.recipients } });
	return true;
}
