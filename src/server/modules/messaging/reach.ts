/**
 * Whom one may write to: the communication rules of the directory, asked in this one place. Runs in the
 * actor's role, so that row level security has already hidden the people of other schools.
 */
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { findReachable, reachable as reachedOf, type Found } from '#modules/directory';

/** Those of `ids` the actor may write to first. */
export async function reachable(ctx: Context<Person>, ids: readonly string[]): Promise<Set<string>> {
	return new Set((await reachedOf(ctx.db, ctx.actor, { personIds: ids })).keys());
}

/** People the actor may write to whose name, class or function begins with what was typed; each once. */
export async function reachableNamed(ctx: Context<Person>, text: string, limit: number): Promise<Found[]> {
	const { rows } = await findReachable(ctx.db, ctx.actor, { text, limit });
	return rows.filter((row, place) => rows.findIndex((other) => other.id === row.id) === place);
}
