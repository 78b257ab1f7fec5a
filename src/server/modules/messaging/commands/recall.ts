import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command, query } from '#kernel/definition';
import { refuse, type Refusal } from '#kernel/errors';
import { id } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { withdraw } from '#modules/notifications';

export const RECALL_MINUTES = 60;

export interface Recalled {
	threadId: string;
	/** People it was taken back from before they read it; those a large sending had not reached yet are not counted. */
	unread: number;
	/** People who had read it: they see that it was withdrawn. */
	read: number;
	/** It was still on its way to others. */
	underway: boolean;
}

/** One's own message, or that it does not exist, was removed, or is too old. Locked when `lock`. */
async function own(ctx: Context<Person>, messageId: string, lock: boolean) {
	const message = await ctx.db
		.selectFrom('messaging.message')
		.select(['id', 'thread_id', 'subject', 'sent_at', 'recalled_at', 'removed_at'])
		.where('id', '=', messageId)
		.where('sender_id', '=', ctx.actor.id)
		.$if(lock, (all) => all.forUpdate())
		.executeTakeFirst();
	if (!message || message.removed_at) return refuse('not-found');
	const until = new Date(message.sent_at.getTime() + RECALL_MINUTES * 60_000);
	if (!message.recalled_at && until < ctx.now) return refuse('gone', { code: 'recall-too-late' });
	return { ...message, until };
}

async function counted(ctx: Context<Person>, messageId: string): Promise<{ unread: number; read: number }> {
	return ctx.db
		.selectFrom('messaging.entry')
		.select(({ fn }) => [fn.countAll<number>().filterWhere('read_at', 'is', null).as('unread'), fn.countAll<number>().filterWhere('read_at', 'is not', null).as('read')])
		.where('message_id', '=', messageId)
		.executeTakeFirstOrThrow();
}

/** What recalling a message would do, before it is done. Runs as the system: nobody sees the mailboxes of others. */
export const recallPreview = query({
	name: 'messaging.recall-preview',
	summary: 'How many people have not yet read a message one sent in the last hour',
	as: 'system',
	input: v.object({ messageId: id }),
	allow: provided(anyPerson, 'who sent the message, within 60 minutes', () => true),
	trial: (world) => ({ messageId: world.messageId }),
	async run(ctx, input) {
		const message = await own(ctx, input.messageId, false);
		if ('refused' in message) return message;
		if (message.recalled_at) return refuse('gone', { code: 'recalled-already' });
		const delivery = await ctx.db.selectFrom('messaging.delivery').select('finished_at').where('message_id', '=', message.id).executeTakeFirst();
		return {
			threadId: message.thread_id,
			subject: message.subject,
			until: message.until,
			underway: delivery !== undefined && delivery.finished_at === null,
			...(await counted(ctx, message.id))
		};
	}
});

/**
 * Take a message back: it leaves every mailbox where it is unread, its delivery ends, its notices go. Those who
 * read it keep a line that says so. Runs as the system, because nobody may touch the mailboxes of others; the
 * message is looked for among the sender's own.
 */
export const recall = command({
	name: 'messaging.recall',
	summary: 'Take back a message within 60 minutes, from everybody who has not read it',
	as: 'system',
	input: v.object({ messageId: id }),
	allow: provided(anyPerson, 'who sent the message, within 60 minutes', () => true),
	trial: (world) => ({ messageId: world.messageId }),
	async run(ctx, input): Promise<Recalled | Refusal> {
		const { db } = ctx;
		// The row of the delivery first, as the worker does: what a batch is putting into mailboxes is there, or never will be.
		const delivery = await db
			.selectFrom('messaging.delivery')
			.select(['message_id', 'delivered'])
			.where('message_id', '=', input.messageId)
			.where('sender_id', '=', ctx.actor.id)
			.where('finished_at', 'is', null)
			.forUpdate()
			.executeTakeFirst();
		const message = await own(ctx, input.messageId, true);
		if ('refused' in message) return message;
		if (message.recalled_at) return { threadId: message.thread_id, underway: false, ...(await counted(ctx, message.id)) };
		if (delivery) {
			await db.updateTable('messaging.delivery').set({ finished_at: ctx.now }).where('message_id', '=', message.id).execute();
			await db.updateTable('messaging.message').set({ recipient_count: delivery.delivered }).where('id', '=', message.id).execute();
			await db.deleteFrom('messaging.draft').where('sent_as', '=', message.id).where('owner_id', '=', ctx.actor.id).execute();
		}
		const gone = await db.deleteFrom('messaging.entry').where('message_id', '=', message.id).where('read_at', 'is', null).executeTakeFirst();
		await db.updateTable('messaging.message').set({ recalled_at: ctx.now }).where('id', '=', message.id).execute();
		await withdraw(db, 'message', message.id);
		const { read } = await counted(ctx, message.id);
		const unread = Number(gone.numDeletedRows);
		ctx.audit({ subject: { type: 'message', id: message.id }, details: { unread, read } });
		return { threadId: message.thread_id, unread, read, underway: delivery !== undefined };
	}
});
