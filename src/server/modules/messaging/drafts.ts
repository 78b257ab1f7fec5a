/** Drafts: what is being written, and what of it two tabs may not take from each other. */
import * as v from 'valibot';
import type { Selectable } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { refuse, type Refusal } from '#kernel/errors';
import { flag, id, list, optionalText } from '#kernel/input';
import type { Schema } from '#kernel/schema';
import { found } from './answers.ts';
import { envelope } from './audience.ts';
import { originalOf } from './forward.ts';
import { choices, FILES } from './letter.ts';
import { textOf, typed } from '#kernel/document';

export type DraftRow = Selectable<Schema['messaging.draft']>;

/** The letter as typed so far: everything may be missing. */
export const draftContent = v.object({
	...envelope,
	subject: optionalText(200),
	...typed,
	...choices,
	files: list(id, FILES),
	/** The message it answers, and whether to all; or the message it passes on. */
	answersId: v.optional(id),
	answersAll: flag,
	forwardsId: v.optional(id)
});
export type DraftContent = v.InferOutput<typeof draftContent>;

/** As columns. */
export function columnsOf(content: DraftContent) {
	const { body, document } = textOf(content);
	return {
		recipients: JSON.stringify({ to: content.to, cc: content.cc, bcc: content.bcc }),
		subject: content.subject,
		body,
		document: document && JSON.stringify(document),
		files: content.files,
		answers_id: content.answersId ?? null,
		answers_all: content.answersAll,
		forwards_id: content.forwardsId ?? null,
		replies_off: content.repliesOff,
		urgent: content.urgent
	};
}

/** Files the draft named that what becomes of it does not. */
export function droppedFiles(draft: Pick<DraftRow, 'files'> | undefined, kept: { files: readonly string[] }): string[] {
	return (draft?.files ?? []).filter((file) => !kept.files.includes(file));
}

/** A draft of the actor's that is not on its way; locked until the transaction ends. */
export async function lockedDraft(ctx: Context<Person>, draftId: string): Promise<DraftRow | undefined> {
	return ctx.db
		.selectFrom('messaging.draft')
		.selectAll()
		.where('id', '=', draftId)
		.where('owner_id', '=', ctx.actor.id)
		.where('sent_as', 'is', null)
		.forUpdate()
		.executeTakeFirst();
}

/** What a draft answers or passes on must have reached the writer. */
export async function mayStandOn(ctx: Context<Person>, content: DraftContent): Promise<true | Refusal> {
	if (content.answersId && !(await found(ctx, content.answersId))) return refuse('not-found');
	if (content.forwardsId && !(await originalOf(ctx, content.forwardsId))) return refuse('not-found');
	return true;
}
