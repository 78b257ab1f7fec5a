import { ADMINISTRATIVE, administers, holds, type Actor, type Person, type Profile } from './actor.ts';
import type { Context } from './context.ts';
import { refuse, type Refusal } from './errors.ts';

/**
 * Who may use a definition. Asked in two steps: `who` from the actor alone, before any transaction is
 * opened; then `which` with what the actor names, inside the transaction. Both must agree.
 */
export interface Policy<I, A extends Actor = Actor> {
	/** Read aloud in the OpenAPI document: « teachers of the class ». */
	readonly says: string;
	who(actor: Actor): actor is A;
	which?(ctx: Context<A>, input: I): Promise<true | Refusal> | true | Refusal;
	/** Demands a second factor: open to nobody but people with administrative rights. */
	readonly administrative?: boolean;
	/** May be used while the account still has something pending (password change, charter, second factor). */
	readonly whilePending?: boolean;
	/** Only by the owner of the account, never in a session an operator opened on it for diagnosis. */
	readonly byOwner?: boolean;
}

type Which<I, A extends Actor> = NonNullable<Policy<I, A>['which']>;

/** Public: visitors, persons and the system alike. */
export const anybody: Policy<unknown> = {
	says: 'anybody, signed in or not',
	who: (actor): actor is Actor => Boolean(actor),
	whilePending: true
};

/** Any signed-in person. */
export const anyPerson: Policy<unknown, Person> = {
	says: 'any signed-in person',
	who: (actor): actor is Person => actor.kind === 'person'
};

/** Any signed-in person, even before a pending password change or second factor. */
export const anyPersonPending: Policy<unknown, Person> = { ...anyPerson, whilePending: true };

/** Persons holding one of these profiles, anywhere; narrow with `provided`. */
export function profiles(...wanted: Profile[]): Policy<unknown, Person> {
	return {
		says: wanted.join(', '),
		who: (actor): actor is Person => holds(actor, ...wanted),
		administrative: wanted.every((profile) => ADMINISTRATIVE.includes(profile))
	};
}

/** Principals and those they delegate to, in some school; narrow with `provided`. */
export const administrators: Policy<unknown, Person> = {
	says: 'principals and delegates',
	administrative: true,
	who: (actor): actor is Person => actor.kind === 'person' && actor.roles.some((role) => role.schoolId !== null && administers(actor, role.schoolId))
};

/** Only the installation itself: worker jobs and the command line. */
export const systemOnly: Policy<unknown> = {
	says: 'the installation itself (worker, command line)',
	who: (actor): actor is Actor => actor.kind === 'system'
};

/** `policy`, or the installation itself. */
export function orSystem<I>(policy: Policy<I, Person>): Policy<I> {
	const which = policy.which;
	return {
		says: `${policy.says}; the command line`,
		who: (actor): actor is Actor => actor.kind === 'system' || policy.who(actor),
		...(policy.whilePending ? { whilePending: true } : {}),
		...(policy.administrative ? { administrative: true } : {}),
		...(which
			? {
					which: (ctx: Context, input: I) => (ctx.actor.kind === 'system' ? true : which(ctx as Context<Person>, input))
				}
			: {})
	};
}

/** Narrow a policy by what is named in the input. `test` answers true, false (forbidden) or a refusal. */
export function provided<I, A extends Actor>(
	policy: Policy<unknown, A>,
	says: string,
	test: (ctx: Context<A>, input: I) => Promise<boolean | Refusal> | boolean | Refusal
): Policy<I, A> {
	const before = policy.which;
	const which: Which<I, A> = async (ctx, input) => {
		const first = before ? await before(ctx, input) : true;
		if (first !== true) return first;
		const answer = await test(ctx, input);
		return answer === false ? refuse('forbidden') : answer;
	};
	return { ...policy, says: `${policy.says} (${says})`, which };
}
