/** The first wall: a module says which of its subjects somebody may read; what it does not say is no. */
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { refuse } from '#kernel/errors';
import { anyPerson, provided } from '#kernel/policy';

/** Of these subjects of a module (messages, submissions…), those the actor may read now. */
export type AccessRule = (ctx: Context<Person>, subjectIds: readonly string[]) => Promise<readonly string[]>;

declare module '#kernel/context' {
	interface Ports {
		/** By module; composed in `app.ts`. */
		fileAccess: Record<string, AccessRule>;
	}
}

/** May the actor read this file: it is his own, or belongs to something he may read. */
export async function mayRead(ctx: Context<Person>, fileId: string): Promise<boolean> {
	const own = await ctx.db.selectFrom('files.file').select('id').where('id', '=', fileId).where('owner_id', '=', ctx.actor.id).executeTakeFirst();
	if (own) return true;
	const uses = await ctx.db.selectFrom('files.use').select(['module', 'subject_id']).where('file_id', '=', fileId).execute();
	for (const module of new Set(uses.map((use) => use.module))) {
		const subjects = uses.filter((use) => use.module === module).map((use) => use.subject_id);
		if ((await readable(ctx, module, subjects)).length > 0) return true;
	}
	return false;
}

/** Who may download a file may look at it, and nobody else; asked each time. */
export const readers = provided(
	anyPerson,
	'who sent it, or may read what it belongs to',
	async (ctx, input: { id: string }) => (await mayRead(ctx, input.id)) || refuse('not-found')
);

/** Of these subjects, those the actor may read. */
export async function readable(ctx: Context<Person>, module: string, subjectIds: readonly string[]): Promise<readonly string[]> {
	const rule = Object.hasOwn(ctx.ports.fileAccess, module) ? ctx.ports.fileAccess[module] : undefined;
	return rule && subjectIds.length > 0 ? rule(ctx, subjectIds) : [];
}
