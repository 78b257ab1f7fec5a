/** Letters that leave by themselves: sent by a job as the person who wrote them, with his rights of that moment. */
import { isRefusal, type Refusal } from '#kernel/errors';
import { run } from '#kernel/run';
import { personById } from '#modules/identity';
import { announce } from '#modules/notifications';
import { m } from '#paraglide/messages.js';
import type { JobTools } from '#platform/jobs';
import { sendDraft } from './commands/send-draft.ts';

/** Notices are written in the language of the house. */
const FRENCH = { locale: 'fr' } as const;

/** At most so many a round; the next follows within a minute. */
const ROUND = 100;

/** Send what is due: the draft named, or every one whose time has come. */
export async function sendDue(tools: JobTools, draftId: string | null): Promise<void> {
	const now = tools.clock.now();
	const due = await tools.database.system((db) =>
		db
			.selectFrom('messaging.draft')
			.select(['id', 'owner_id'])
			.where('send_at', '<=', now)
			.where('refused_code', 'is', null)
			.where('sent_as', 'is', null)
			.$if(draftId !== null, (all) => all.where('id', '=', draftId ?? ''))
			.orderBy('send_at')
			.limit(ROUND)
			.execute()
	);
	for (const draft of due) {
		const refusal = await sendAsOwner(tools, draft.id, draft.owner_id);
		if (!refusal || refusal.code === 'not-due') continue;
		const code = Object.values(refusal.fields)[0]?.code ?? refusal.code;
		await sayRefused(tools, draft, code, now);
	}
}

/** The letter stays with the reason, and its writer is told: in the same transaction, once a letter and hour. */
async function sayRefused(tools: JobTools, draft: { id: string; owner_id: string }, code: string, now: Date): Promise<void> {
	await tools.database.system(async (db) => {
		const kept = await db
			.updateTable('messaging.draft')
			.set({ refused_code: code })
			.where('id', '=', draft.id)
			.where('send_at', '<=', now)
			.where('sent_as', 'is', null)
			.where('refused_code', 'is', null)
			.returning(['subject', 'send_at'])
			.executeTakeFirst();
		if (!kept?.send_at) return;
		await announce(
			db,
			{
				kind: 'message',
				key: `${draft.id}:${kept.send_at.getTime()}`,
				at: now,
				actorName: m.messaging_notice_not_sent({}, FRENCH),
				subject: kept.subject,
				link: '/messagerie/programmes',
				schoolId: null,
				subjectRef: `draft:${draft.id}`
			},
			[draft.owner_id]
		);
	});
}

async function sendAsOwner(tools: JobTools, draftId: string, ownerId: string): Promise<Refusal | null> {
	// He proved who he is when he scheduled it.
	const proof = { sessionId: draftId, secondFactorAt: tools.clock.now() };
	const actor = await tools.database.system((db) => personById(db, ownerId, proof));
	if (!actor) return { refused: true, kind: 'gone', code: 'sender-gone', params: {}, fields: {} };
	const result = await run(tools.engine, sendDraft as never, actor, { draftId, due: true });
	return isRefusal(result) ? result : null;
}
