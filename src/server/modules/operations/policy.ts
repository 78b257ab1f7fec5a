/** The operator runs the installation. He sees that it works, never what people write in it. */
import type { Person } from '#kernel/actor';
import { refuse } from '#kernel/errors';
import { profiles, type Policy } from '#kernel/policy';

/** The operator, having given his second factor in this session (a diagnosis session never has). */
export const operators: Policy<unknown, Person> = {
	...profiles('operator'),
	says: 'the operator, with his second factor',
	which: (ctx) => ctx.actor.secondFactorAt !== null || refuse('second-factor-required')
};
