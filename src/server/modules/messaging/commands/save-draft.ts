import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { refuse, type Refusal } from '#kernel/errors';
import { id, whole } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { releaseFiles } from '#modules/files';
import { columnsOf, draftContent, droppedFiles, lockedDraft, mayStandOn, type DraftContent, type DraftRow } from '../drafts.ts';

/** More would be a sign of a script gone mad. */
const MOST = 500;

export interface SavedDraft {
	id: string;
	key: string;
	revision: number;
	savedAt: Date;
}

/**
 * Keep what is being written. `revision` is what the tab knows of the draft: one changed meanwhile in
 * another tab is refused (`draft-changed`), and the person chooses: `replace` keeps the other version as a
 * draft apart, `copy` keeps this one apart. Neither loses a word.
 */
export const saveDraft = command({
	name: 'messaging.save-draft',
	summary: 'Keep a letter as a draft; refused when another tab changed it meanwhile',
	audited: false,
	input: v.object({
		draftId: id,
		tab: id,
		revision: v.optional(whole(0, 1_000_000), 0),
		key: id,
		over: v.optional(v.picklist(['refuse', 'replace', 'copy']), 'refuse'),
		...draftContent.entries
	}),
	allow: provided(anyPerson, 'his own', () => true),
	trial: (world) => ({ draftId: world.nothing, tab: world.nothing, key: world.nothing, subject: 'Question', answersId: world.messageId }),
	async run(ctx, input): Promise<SavedDraft | Refusal> {
		const may = await mayStandOn(ctx, input);
		if (may !== true) return may;
		const draft = await lockedDraft(ctx, input.draftId);
		if (!draft)
			return (await alreadySent(ctx, input.key)) && input.over === 'refuse' ? refuse('conflict', { code: 'sent-from-elsewhere' }) : insert(ctx, input, input.over === 'copy');
		if (draft.send_at) return refuse('conflict', { code: 'draft-scheduled' });
		// The same words again: a tab that missed the answer, or what was kept on the device.
		if (sameAs(draft, input) && input.over === 'refuse') return { id: draft.id, key: draft.key, revision: draft.revision, savedAt: draft.updated_at };
		const elsewhere = draft.tab !== input.tab && draft.revision !== input.revision;
		if (elsewhere && input.over === 'refuse') return refuse('conflict', { code: 'draft-changed' });
		if (input.over === 'copy') return insert(ctx, input, true);
		if (elsewhere) await setApart(ctx, draft);
		await releaseFiles(ctx.db, droppedFiles(draft, input), ctx.now);
		return ctx.db
			.updateTable('messaging.draft')
			.set((row) => ({ ...columnsOf(input), tab: input.tab, refused_code: null, revision: row('revision', '+', 1), updated_at: ctx.now }))
			.where('id', '=', draft.id)
			.returning(['id', 'key', 'revision', 'updated_at as savedAt'])
			.executeTakeFirstOrThrow();
	}
});

function sameAs(draft: DraftRow, content: DraftContent): boolean {
	const { recipients, document, ...columns } = columnsOf(content);
	const { to = [], cc = [], bcc = [] } = draft.recipients;
	return isDeepStrictEqual(
		{ ...columns, recipients: JSON.parse(recipients), document: document && JSON.parse(document) },
		{ ...pick(draft, Object.keys(columns) as (keyof typeof columns)[]), recipients: { to, cc, bcc }, document: draft.document }
	);
}

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
	return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}

/** The letter of this draft has left, or is on its way. */
async function alreadySent(ctx: Context<Person>, key: string): Promise<boolean> {
	const row = await ctx.db.selectFrom('messaging.message').select('id').where('sender_id', '=', ctx.actor.id).where('idempotency_key', '=', key).executeTakeFirst();
	return row !== undefined;
}

async function insert(ctx: Context<Person>, input: DraftContent & { draftId: string; tab: string; key: string }, apart: boolean): Promise<SavedDraft | Refusal> {
	const { count } = await ctx.db
		.selectFrom('messaging.draft')
		.select(({ fn }) => fn.countAll<number>().as('count'))
		.where('owner_id', '=', ctx.actor.id)
		.executeTakeFirstOrThrow();
	if (count >= MOST) return refuse('too-many', { code: 'too-many-drafts', params: { limit: MOST } });
	// A key whose sending was undone sends nothing any more.
	const spent = await ctx.db.selectFrom('messaging.undone').select('key').where('sender_id', '=', ctx.actor.id).where('key', '=', input.key).executeTakeFirst();
	const saved = await ctx.db
		.insertInto('messaging.draft')
		.values({
			...columnsOf(input),
			id: apart ? ctx.id() : input.draftId,
			key: apart || spent ? ctx.id() : input.key,
			owner_id: ctx.actor.id,
			tab: input.tab,
			send_at: null,
			refused_code: null,
			sent_as: null,
			updated_at: ctx.now
		})
		.onConflict((conflict) => conflict.column('id').doNothing())
		.returning(['id', 'key', 'revision', 'updated_at as savedAt'])
		.executeTakeFirst();
	return saved ?? refuse('not-found');
}

/** The version of the other tab, under an id of its own. */
async function setApart(ctx: Context<Person>, draft: DraftRow): Promise<void> {
	await ctx.db
		.insertInto('messaging.draft')
		.values({ ...draft, recipients: JSON.stringify(draft.recipients), document: draft.document && JSON.stringify(draft.document), id: ctx.id(), key: ctx.id(), tab: null })
		.execute();
}
