/** Who decides about other people's messages: administrative acts, with the second factor. */
import { administers, holds, type Person } from '#kernel/actor';
import type { Policy } from '#kernel/policy';

const administersSome = (actor: Parameters<Policy<unknown>['who']>[0]) =>
	actor.kind === 'person' && actor.roles.some((role) => role.schoolId !== null && administers(actor, role.schoolId));

/** Principals and delegates for their schools, the département for what is handed up to it; narrow with `provided`. */
export const moderators: Policy<unknown, Person> = {
	says: 'principals, their delegates, département',
	administrative: true,
	who: (actor): actor is Person => administersSome(actor) || holds(actor, 'department')
};

/** Who may close messaging somewhere; narrow with `provided`. */
export const closers: Policy<unknown, Person> = {
	says: 'principals, their delegates, département, operator',
	administrative: true,
	who: (actor): actor is Person => administersSome(actor) || holds(actor, 'department', 'operator')
};
