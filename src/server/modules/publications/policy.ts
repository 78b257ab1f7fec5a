/** Who writes news: the département everywhere; in a school its principal, those he delegated to, and its staff. Teachers read. */
import { administers, holds, holdsIn, type Actor, type Person } from '#kernel/actor';
import type { Db } from '#kernel/context';
import { refuse } from '#kernel/errors';
import { provided, type Policy } from '#kernel/policy';

/** `schoolId` null is the département itself. */
export function mayWriteFor(actor: Actor, schoolId: string | null): boolean {
	if (holds(actor, 'department')) return true;
	return schoolId !== null && (administers(actor, schoolId) || holdsIn(actor, schoolId, 'staff'));
}

/** Whoever may write somewhere; narrow with what is written. */
export const writers: Policy<unknown, Person> = {
	says: 'the département everywhere; in a school its principal, delegates and staff, not its teachers',
	who: (actor): actor is Person => actor.kind === 'person' && (holds(actor, 'department') || schoolsToWriteFor(actor).length > 0)
};

/** Schools a person writes for by a role held there; the département writes for all of them. */
export function schoolsToWriteFor(actor: Person): string[] {
	return [...new Set(actor.roles.flatMap((role) => (role.schoolId !== null && mayWriteFor(actor, role.schoolId) ? [role.schoolId] : [])))];
}

/** A writer, for the school named in the input. */
export const writersThere: Policy<{ schoolId: string | null }, Person> = provided(writers, 'for the school named', (ctx, input: { schoolId: string | null }) =>
	mayWriteFor(ctx.actor, input.schoolId)
);

/** A writer of the news named by `id`. What a person may not see does not exist for him. */
export const writersOf: Policy<{ id: string }, Person> = provided(writers, 'of that news', async (ctx, input: { id: string }) => {
	const news = await schoolOfNews(ctx.db, input.id);
	return news === undefined ? refuse('not-found') : mayWriteFor(ctx.actor, news.school_id);
});

function schoolOfNews(db: Db, id: string) {
	return db.selectFrom('publications.news').select('school_id').where('id', '=', id).executeTakeFirst();
}
