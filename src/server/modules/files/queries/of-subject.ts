import * as v from 'valibot';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { readable } from '../access.ts';
import { filesOf } from '../uses.ts';

const OfSubject = v.object({ module: v.pipe(v.string('required'), v.regex(/^[a-z]{1,40}$/, 'invalid')), subjectId: id });

/** All files of one message, submission…, for « tout télécharger ». */
export const ofSubject = query({
	name: 'files.of-subject',
	summary: 'The files that belong to one subject of a module; all of them as a zip are at /fichiers/zip',
	input: OfSubject,
	allow: provided(
		anyPerson,
		'who may read what they belong to',
		async (ctx, input: v.InferOutput<typeof OfSubject>) => (await readable(ctx, input.module, [input.subjectId])).includes(input.subjectId) || refuse('not-found')
	),
	trial: (world) => ({ module: 'messaging', subjectId: world.messageId }),
	async run(ctx, input) {
		return (await filesOf(ctx, input.module, [input.subjectId])).get(input.subjectId) ?? [];
	}
});
