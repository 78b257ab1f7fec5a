/** What becomes of a draft when its letter is accepted: it goes, or waits in the dark while it can be undone. */
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { refuse, type Refusal } from '#kernel/errors';
import { releaseFiles } from '#modules/files';
import { droppedFiles } from './drafts.ts';
import type { Letter } from './post.ts';

/** The draft as a tab knows it. */
export interface Tab {
	draftId?: string | undefined;
	revision?: number | undefined;
	tab?: string | undefined;
}

/** Refused when the draft was changed in another tab since: sending this version would lose that one. */
export async function draftUnchanged(ctx: Context<Person>, known: Tab): Promise<true | Refusal> {
	if (!known.draftId || known.revision === undefined) return true;
	const draft = await ctx.db.selectFrom('messaging.draft').select(['revision', 'tab']).where('id', '=', known.draftId).where('owner_id', '=', ctx.actor.id).executeTakeFirst();
	if (!draft || draft.revision === known.revision || (draft.tab !== null && draft.tab === known.tab)) return true;
	return refuse('conflict', { code: 'draft-changed' });
}

/** The draft of an accepted letter goes; of a letter held back, it is kept as it was, unseen, until the letter leaves. */
export async function letGo(ctx: Context<Person>, letter: Letter, heldAs: string | null): Promise<void> {
	const { db } = ctx;
	const me = ctx.actor.id;
	const before = letter.draftId ? await db.selectFrom('messaging.draft').select('files').where('id', '=', letter.draftId).where('owner_id', '=', me).executeTakeFirst() : undefined;
	// Before it was sent, something may have been taken out that the draft still named.
	await releaseFiles(db, droppedFiles(before, letter), ctx.now);
	if (heldAs === null) {
		if (letter.draftId) await db.deleteFrom('messaging.draft').where('id', '=', letter.draftId).where('owner_id', '=', me).execute();
		return;
	}
	const content = {
		recipients: JSON.stringify(letter.envelope),
		subject: letter.answer ? '' : letter.subject,
		body: letter.typed.body,
		document: letter.typed.document ? JSON.stringify(letter.typed.document) : null,
		files: [...letter.files],
		answers_id: letter.answer?.messageId ?? null,
		answers_all: letter.answer?.all ?? false,
		forwards_id: letter.forwardsId,
		replies_off: letter.repliesOff,
		urgent: letter.urgent,
		send_at: null,
		refused_code: null,
		key: letter.key,
		updated_at: ctx.now,
		sent_as: heldAs
	};
	const kept = letter.draftId
		? await db.updateTable('messaging.draft').set(content).where('id', '=', letter.draftId).where('owner_id', '=', me).returning('id').executeTakeFirst()
		: undefined;
	if (!kept) {
		await db
			.insertInto('messaging.draft')
			.values({ id: letter.draftId ?? ctx.id(), owner_id: me, tab: null, ...content })
			.execute();
	}
}
