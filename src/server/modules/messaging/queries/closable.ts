import * as v from 'valibot';
import { query } from '#kernel/definition';
import { profiles } from '#kernel/policy';

/** The schools messaging can be closed for by those who answer for all of them. */
export const closable = query({
	name: 'messaging.closable',
	summary: 'Names of the schools, for closing messaging in one of them',
	input: v.object({}),
	allow: profiles('department', 'operator'),
	trial: () => ({}),
	async run(ctx) {
		return ctx.db.selectFrom('directory.school').select(['id', 'name', 'city']).orderBy('name').orderBy('city').execute();
	}
});
