import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { giveBack } from '#modules/files';
import { MODULE } from '../attachments.ts';

/**
 * Take back what is still held: the message is gone and the draft is there again as it was. The row of the
 * delivery decides the race with the worker: whoever locks it first has the message. Runs as the system,
 * because nobody may delete messages; every step names the sender.
 */
export const undoSend = command({
	name: 'messaging.undo-send',
	summary: 'Take back a message that has not left yet; it becomes a draft again',
	as: 'system',
	input: v.object({ messageId: id }),
	allow: provided(anyPerson, 'who sent the message, while it is held back', () => true),
	trial: (world) => ({ messageId: world.messageId }),
	async run(ctx, input) {
		const { db } = ctx;
		const me = ctx.actor.id;
		const held = await db
			.selectFrom('messaging.delivery')
			.select('message_id')
			.where('message_id', '=', input.messageId)
			.where('sender_id', '=', me)
			.where('held_until', 'is not', null)
			.where('finished_at', 'is', null)
			.where('delivered', '=', 0)
			.forUpdate()
			.executeTakeFirst();
		if (!held) {
			const before = await db.selectFrom('messaging.undone').select('draft_id').where('message_id', '=', input.messageId).where('sender_id', '=', me).executeTakeFirst();
			if (before) return { draftId: before.draft_id, again: true };
			const left = await db.selectFrom('messaging.message').select('id').where('id', '=', input.messageId).where('sender_id', '=', me).executeTakeFirst();
			return left ? refuse('gone', { code: 'undo-too-late' }) : refuse('not-found');
		}
		const message = await db
			.selectFrom('messaging.message')
			.select(['idempotency_key', 'thread_id'])
			.where('id', '=', input.messageId)
			.where('sender_id', '=', me)
			.executeTakeFirstOrThrow();
		const draft = await db
			.updateTable('messaging.draft')
			.set((row) => ({ sent_as: null, key: ctx.id(), tab: null, revision: row('revision', '+', 1), updated_at: ctx.now }))
			.where('sent_as', '=', input.messageId)
			.where('owner_id', '=', me)
			.returning('id')
			.executeTakeFirstOrThrow();
		await db.insertInto('messaging.undone').values({ sender_id: me, key: message.idempotency_key, message_id: input.messageId, draft_id: draft.id, undone_at: ctx.now }).execute();
		await giveBack(db, MODULE, [input.messageId]);
		await db.deleteFrom('messaging.message').where('id', '=', input.messageId).execute();
		await db
			.deleteFrom('messaging.thread as t')
			.where('t.id', '=', message.thread_id)
			.where((where) => where.not(where.exists(where.selectFrom('messaging.message as m').select('m.id').whereRef('m.thread_id', '=', 't.id'))))
			.execute();
		ctx.audit({ subject: { type: 'message', id: input.messageId } });
		return { draftId: draft.id, again: false };
	}
});
