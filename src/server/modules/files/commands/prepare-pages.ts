import * as v from 'valibot';
import { command } from '#kernel/definition';
import { id } from '#kernel/input';
import { readers } from '../access.ts';
import { preparePages } from '../pages.ts';

/** Asked for when somebody looks at a file for the first time: what nobody looks at is not drawn. */
export const preparePagesOf = command({
	name: 'files.prepare-pages',
	summary: 'Have the pages of a PDF or picture one may read drawn, once, by a worker',
	audited: false,
	input: v.object({ id }),
	allow: readers,
	trial: (world) => ({ id: world.fileId }),
	async run(ctx, input) {
		await preparePages(ctx, [input.id]);
		return {};
	}
});
