import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse, refuseField } from '#kernel/errors';
import { flag, id } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { lockedDraft } from '../drafts.ts';
import { reply } from './reply.ts';
import { send } from './send.ts';

/** Send a draft as it is kept, with the rights its writer has now. The job of scheduled letters asks with `due`. */
export const sendDraft = command({
	name: 'messaging.send-draft',
	summary: 'Send a draft as it is kept',
	input: v.object({
		draftId: id,
		/** Only when its time has come, and was not cancelled meanwhile. */
		due: flag
	}),
	allow: provided(anyPerson, 'his own; to those he may write to at that moment', () => true),
	trial: (world) => ({ draftId: world.nothing }),
	async run(ctx, input) {
		const draft = await lockedDraft(ctx, input.draftId);
		if (!draft) return refuse('not-found');
		if (input.due && (draft.send_at === null || draft.send_at > ctx.now || draft.refused_code !== null)) return refuse('gone', { code: 'not-due' });
		const letter = {
			body: draft.body,
			document: draft.document,
			repliesOff: draft.replies_off,
			urgent: draft.urgent,
			files: draft.files,
			key: draft.key,
			hold: 0,
			draftId: draft.id
		};
		if (draft.answers_id) return reply.run(ctx, { messageId: draft.answers_id, all: draft.answers_all, ...letter }, undefined);
		if (draft.subject === '') return refuseField('subject', 'required');
		const { to = [], cc = [], bcc = [] } = draft.recipients;
		return send.run(ctx, { to, cc, bcc, subject: draft.subject, ...(draft.forwards_id ? { forwardsId: draft.forwards_id } : {}), ...letter }, undefined);
	}
});
