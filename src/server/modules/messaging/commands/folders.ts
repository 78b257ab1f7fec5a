import { sql } from 'kysely';
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { refuse, refuseField, type Refusal } from '#kernel/errors';
import { given, id, text } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';

const MOST_FOLDERS = 50;
const ownFolders = provided<{ id: string }, Person>(anyPerson, 'of his own folders', () => true);

async function own(ctx: Context<Person>, folderId: string) {
	return ctx.db.selectFrom('messaging.folder').select(['id', 'parent_id', 'name']).where('id', '=', folderId).where('account_id', '=', ctx.actor.id).executeTakeFirst();
}

/** Two folders of one name side by side could not be told apart. */
async function nameTaken(ctx: Context<Person>, parentId: string | null, name: string, exceptId: string | null): Promise<Refusal | null> {
	const same = await ctx.db
		.selectFrom('messaging.folder')
		.select('id')
		.where('account_id', '=', ctx.actor.id)
		.where('parent_id', 'is not distinct from', parentId)
		.where(sql<boolean>`lower(name) = lower(${name})`)
		.where('id', 'is distinct from', exceptId)
		.executeTakeFirst();
	return same ? refuseField('name', 'folder-exists') : null;
}

/** A folder of one's own, at the first level or inside one of the first level. */
export const createFolder = command({
	name: 'messaging.create-folder',
	summary: 'Make a folder in one’s mailbox, on two levels at most',
	audited: false,
	input: v.object({
		name: text(60),
		parentId: given(id)
	}),
	allow: anyPerson,
	trial: () => ({ name: 'Maths' }),
	async run(ctx, input) {
		// Two tabs asking at once come one after the other.
		await sql`select pg_advisory_xact_lock(hashtextextended(${`messaging folders ${ctx.actor.id}`}, 0))`.execute(ctx.db);
		const parentId = input.parentId ?? null;
		if (parentId) {
			const parent = await own(ctx, parentId);
			if (!parent) return refuse('not-found', { code: 'folder-unknown' });
			if (parent.parent_id) return refuseField('parentId', 'folder-too-deep');
		}
		const taken = await nameTaken(ctx, parentId, input.name, null);
		if (taken) return taken;
		const { count } = await ctx.db
			.selectFrom('messaging.folder')
			.select(({ fn }) => fn.countAll<number>().as('count'))
			.where('account_id', '=', ctx.actor.id)
			.executeTakeFirstOrThrow();
		if (count >= MOST_FOLDERS) return refuse('too-many', { code: 'too-many-folders', params: { limit: MOST_FOLDERS } });
		const folder = { id: ctx.id(), account_id: ctx.actor.id, parent_id: parentId, name: input.name };
		await ctx.db.insertInto('messaging.folder').values(folder).execute();
		return { id: folder.id };
	}
});

export const renameFolder = command({
	name: 'messaging.rename-folder',
	summary: 'Rename a folder of one’s mailbox',
	audited: false,
	input: v.object({ id, name: text(60) }),
	allow: ownFolders,
	trial: (world) => ({ id: world.nothing, name: 'Français' }),
	async run(ctx, input) {
		const folder = await own(ctx, input.id);
		if (!folder) return refuse('not-found', { code: 'folder-unknown' });
		const taken = await nameTaken(ctx, folder.parent_id, input.name, folder.id);
		if (taken) return taken;
		await ctx.db.updateTable('messaging.folder').set({ name: input.name }).where('id', '=', input.id).execute();
		return {};
	}
});

/** The folder goes, with those inside it; its messages go to the archive, none is deleted. */
export const deleteFolder = command({
	name: 'messaging.delete-folder',
	summary: 'Take away a folder of one’s mailbox; its messages go to the archive',
	audited: false,
	input: v.object({ id }),
	allow: ownFolders,
	trial: (world) => ({ id: world.nothing }),
	async run(ctx, input) {
		if (!(await own(ctx, input.id))) return refuse('not-found', { code: 'folder-unknown' });
		const { rows } = await sql`
			update messaging.entry set folder = 'archive', folder_id = null
			where account_id = ${ctx.actor.id} and folder = 'filed' and folder_id in (
				select id from messaging.folder where id = ${input.id} or parent_id = ${input.id})
			returning 1`.execute(ctx.db);
		await ctx.db.deleteFrom('messaging.folder').where('id', '=', input.id).execute();
		return { archived: rows.length };
	}
});
