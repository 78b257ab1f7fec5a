import * as v from 'valibot';
import { query } from '#kernel/definition';
import { textOf } from '#kernel/document';
import { contentEntries, cutoffOf } from '../giving/inputs.ts';
import { givers } from '../policy.ts';

/** As a pupil will see it; nothing is kept. */
export const preview = query({
	name: 'assignments.preview',
	summary: 'Work as it was typed, as a pupil will see it',
	input: v.object(contentEntries),
	allow: givers,
	trial: () => ({ title: 'Exercices', expects: ['file'] }),
	async run(ctx, input) {
		const person = await ctx.db.selectFrom('directory.person').select(['title', 'family_name']).where('id', '=', ctx.actor.id).executeTakeFirst();
		return {
			...textOf(input),
			kind: input.kind,
			title: input.title,
			subject: input.subject,
			teacher: [person?.title, person?.family_name].filter(Boolean).join(' '),
			expects: input.expects.length > 0 ? input.expects : (['file'] as const).slice(),
			minutes: input.minutes ?? null,
			grouped: input.grouped,
			dueAt: input.kind === 'work' ? input.dueAt : null,
			cutoffAt: input.kind === 'work' ? cutoffOf(input) : null
		};
	}
});
