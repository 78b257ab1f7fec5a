/** Files of messages: sent with the letter or passed on with it, and read by who may read the message. */
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { isRefusal, type Refusal } from '#kernel/errors';
import { attach, attachable, copyUses, filesOf, type AccessRule, type Attached, type WaitRule } from '#modules/files';
import type { Letter } from './post.ts';
import { mayDecide } from './protection-policy.ts';

/** As `files.use` names this module. */
export const MODULE = 'messaging';

type Carrying = Pick<Letter, 'files' | 'forwardsId'>;

/** Names of what the letter will carry, its own before those it passes on; each file once. */
export async function namesCarried(ctx: Context<Person>, letter: Carrying): Promise<string[] | Refusal> {
	const own = await attachable(ctx, letter.files);
	if (isRefusal(own)) return own;
	const passed = letter.forwardsId ? ((await filesOfMessages(ctx, [letter.forwardsId])).get(letter.forwardsId) ?? []) : [];
	return [...new Map([...own, ...passed].map((file) => [file.id, file.name])).values()];
}

/** The message is written: its files belong to it, in the same transaction. */
export async function carry(ctx: Context<Person>, messageId: string, letter: Carrying): Promise<true | Refusal> {
	const attached = await attach(ctx, letter.files, MODULE, messageId);
	if (attached !== true) return attached;
	if (letter.forwardsId) await copyUses(ctx, MODULE, letter.forwardsId, messageId);
	return true;
}

/** The files of these messages that the actor may see, by message. */
export function filesOfMessages(ctx: Context<Person>, messageIds: readonly string[]): Promise<Map<string, Attached[]>> {
	return filesOf(ctx, MODULE, messageIds);
}

/** Does the message carry what this letter would: its files, and no others unless it passes some on. */
export async function carriesTheSame(ctx: Context<Person>, messageId: string, letter: Carrying): Promise<boolean> {
	const there = ((await filesOfMessages(ctx, [messageId])).get(messageId) ?? []).map((file) => file.id);
	const wanted = new Set(letter.files);
	return wanted.isSubsetOf(new Set(there)) && (letter.forwardsId !== null || there.length === wanted.size);
}

/** Of these messages, those the actor wrote or received and that nobody took back or away; the sender keeps what he took back. And those a report about which is his to decide. */
export const readsFilesOf: AccessRule = async (ctx, messageIds) => {
	const me = ctx.actor.id;
	const rows = await ctx.db
		.selectFrom('messaging.message as m')
		.leftJoin('messaging.entry as e', (join) => join.onRef('e.message_id', '=', 'm.id').on('e.account_id', '=', me))
		.select('m.id')
		.where('m.id', 'in', [...messageIds])
		.where('m.removed_at', 'is', null)
		.where((where) => where.or([where('m.sender_id', '=', me), where.and([where('e.account_id', '=', me), where('m.recalled_at', 'is', null)])]))
		.execute();
	return [...rows.map((row) => row.id), ...(await reportedTo(ctx, messageIds))];
};

/** A draft names its files, which belong to nothing until it is sent. */
export const waitsWithFiles: WaitRule = async (db, fileIds) => {
	const { rows } = await sql<{ file: string }>`
		select file from messaging.draft d, unnest(d.files) file where d.files && ${[...fileIds]}::uuid[] and file = any (${[...fileIds]}::uuid[])`.execute(db);
	return rows.map((row) => row.file);
};

/** Messages under an open report that the actor decides on: not what he reported himself, nor what is said of him. */
async function reportedTo(ctx: Context<Person>, messageIds: readonly string[]): Promise<string[]> {
	const reports = await ctx.db
		.selectFrom('messaging.report')
		.select(['message_id', 'school_id', 'escalated', 'sender_id'])
		.where('message_id', 'in', [...messageIds])
		.where('status', '=', 'open')
		.execute();
	return reports.flatMap((one) =>
		one.message_id !== null && mayDecide(ctx.actor, { schoolId: one.school_id, senderId: one.sender_id, escalated: one.escalated }) ? [one.message_id] : []
	);
}
