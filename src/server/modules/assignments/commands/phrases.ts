import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { given, id, text } from '#kernel/input';
import { givers } from '../policy.ts';

const MOST = 200;

/** A comment to be used again; one that says the same is one. */
export const savePhrase = command({
	name: 'assignments.save-phrase',
	summary: 'Keep a comment to use it again, or change one',
	audited: false,
	input: v.object({ phraseId: given(id), body: text(1_000) }),
	allow: givers,
	trial: () => ({ body: 'Très beau vocabulaire. Relis l’accord des participes.' }),
	async run(ctx, input) {
		const mine = await ctx.db.selectFrom('assignments.phrase').select(['id', 'body']).where('owner_id', '=', ctx.actor.id).execute();
		const twin = mine.find((one) => one.body === input.body);
		if (input.phraseId !== undefined) {
			if (!mine.some((one) => one.id === input.phraseId)) return refuse('not-found');
			await ctx.db.updateTable('assignments.phrase').set({ body: input.body, used_at: ctx.now }).where('id', '=', input.phraseId).execute();
			return { phraseId: input.phraseId };
		}
		if (twin) return { phraseId: twin.id };
		if (mine.length >= MOST) return refuse('conflict', { code: 'too-many-phrases', params: { limit: MOST } });
		const phraseId = ctx.id();
		await ctx.db.insertInto('assignments.phrase').values({ id: phraseId, owner_id: ctx.actor.id, body: input.body, used_at: ctx.now }).execute();
		return { phraseId };
	}
});

export const removePhrase = command({
	name: 'assignments.remove-phrase',
	summary: 'Remove a kept comment; what was written with it stays',
	audited: false,
	input: v.object({ phraseId: id }),
	allow: givers,
	trial: (world) => ({ phraseId: world.nothing }),
	async run(ctx, input) {
		await ctx.db.deleteFrom('assignments.phrase').where('id', '=', input.phraseId).where('owner_id', '=', ctx.actor.id).execute();
		return {};
	}
});
