/** Delivery of messages to large audiences. */
import { sql } from 'kysely';
import { enqueue, type Job, type JobTools } from '#platform/jobs';
import { announce } from '#modules/notifications';
import { answerAbsences } from './absences.ts';
import { forgetErased } from './forget-erased.ts';
import { TELL_REPORTERS } from './commands/decide-report.ts';
import { TELL_MODERATORS } from './commands/report.ts';
import { followPerson } from './follow.ts';
import { people } from './members.ts';
import { SEND_DUE } from './commands/schedule.ts';
import { tellModerators, tellReporters } from './moderation-jobs.ts';
import { noticeOf } from './notices.ts';
import { DELIVER } from './post.ts';
import { sendDue } from './scheduled.ts';

/** People served in one transaction: small enough that other pages go on, large enough to be quick. */
const BATCH = 5_000;

/** What was thrown away is kept so long. */
const TRASH_DAYS = 30;

/** After so long without an end, a delivery has lost its job. */
const LOST_AFTER_MINUTES = 3;

const UNDONE_DAYS = 30;

export function jobs(tools: JobTools): Job[] {
	return [
		{
			name: DELIVER,
			concurrency: 2,
			run: (data) => deliver(tools, String(data.messageId))
		},
		{ name: 'messaging.follow-person', run: (data) => followPerson(tools, String(data.from), String(data.to)) },
		{
			name: SEND_DUE,
			run: (data) => sendDue(tools, String(data.draftId))
		},
		{
			// A letter leaves at its time also when its own job was lost.
			name: 'messaging.send-scheduled',
			cron: '* * * * *',
			run: () => sendDue(tools, null)
		},
		{
			// Long after any browser would send its form again.
			name: 'messaging.forget-undone',
			cron: '20 3 * * *',
			async run() {
				const before = new Date(tools.clock.now().getTime() - UNDONE_DAYS * 86_400_000);
				await tools.database.system((db) => db.deleteFrom('messaging.undone').where('undone_at', '<', before).execute());
			}
		},
		{
			// What was accepted is delivered, also when its job gave up or a queue was lost.
			name: 'messaging.resume-deliveries',
			cron: '* * * * *',
			async run() {
				const since = new Date(tools.clock.now().getTime() - LOST_AFTER_MINUTES * 60_000);
				const lost = await tools.database.system((db) =>
					db
						.selectFrom('messaging.delivery')
						.select('message_id')
						.where('finished_at', 'is', null)
						.where('accepted_at', '<', since)
						.where((where) => where.or([where('held_until', 'is', null), where('held_until', '<=', tools.clock.now())]))
						.orderBy('accepted_at')
						.limit(20)
						.execute()
				);
				for (const { message_id: messageId } of lost) await deliver(tools, messageId);
			}
		},
		{ name: 'messaging.answer-absences', cron: '* * * * *', run: () => answerAbsences(tools) },
		{ name: TELL_MODERATORS, run: (data) => tellModerators(tools, String(data.reportId)) },
		{ name: TELL_REPORTERS, run: (data) => tellReporters(tools, data.reportIds as string[]) },
		{ name: 'messaging.forget-erased', cron: '50 3 * * *', run: () => forgetErased(tools) },
		{
			name: 'messaging.empty-trash',
			cron: '20 3 * * *',
			run: () => emptyTrash(tools)
		}
	];
}

/** A batch a transaction, until none is left. */
async function emptyTrash(tools: JobTools): Promise<void> {
	const before = new Date(tools.clock.now().getTime() - TRASH_DAYS * 24 * 60 * 60_000);
	let gone: number;
	do {
		gone = await tools.database.system(async (db) => {
			const { numAffectedRows } = await sql`delete from messaging.entry where ctid = any (array(
				select ctid from messaging.entry where folder = 'trash' and trashed_at < ${before} limit ${BATCH}))`.execute(db);
			return Number(numAffectedRows ?? 0);
		});
	} while (gone === BATCH);
}

async function deliver(tools: JobTools, messageId: string): Promise<void> {
	let batches = 1;
	while (await deliverBatch(tools, messageId)) batches += 1;
	// The table may have become another one: plans kept since it was small are made again.
	if (batches > 1) await tools.database.system((db) => sql`analyze messaging.entry`.execute(db));
}

/**
 * Put the message into the next mailboxes, in the order of people's ids, and note how far it went in the
 * same transaction: whatever dies, the job goes on where it was. True while some are left. The lock on
 * the delivery's row keeps a second worker from doing the same, the primary key from doing it twice.
 */
async function deliverBatch(tools: JobTools, messageId: string): Promise<boolean> {
	return tools.database.system(async (db) => {
		const delivery = await db.selectFrom('messaging.delivery').selectAll().where('message_id', '=', messageId).where('finished_at', 'is', null).forUpdate().executeTakeFirst();
		if (!delivery) return false;
		// Still held back: this clock is behind the one that called.
		if (delivery.held_until && delivery.held_until > tools.clock.now()) {
			await enqueue(db, DELIVER, { messageId }, { startAfter: new Date(delivery.held_until.getTime() + 1_000) });
			return false;
		}
		const message = await db
			.selectFrom('messaging.message as m')
			.leftJoin('messaging.blind_copy as b', 'b.message_id', 'm.id')
			.select(['m.audience', 'm.cc', 'b.audience as bcc', 'm.thread_id', 'm.sent_at', 'm.sender_name', 'm.subject', 'm.urgent', 'm.attachment_count'])
			.where('m.id', '=', messageId)
			.executeTakeFirstOrThrow();
		const open = [...message.audience, ...message.cc];
		const bcc = message.bcc ?? [];
		const blind = bcc.length === 0 ? sql`false` : open.length === 0 ? sql`true` : sql`not exists (select from (${people(open, null)}) o where o.person_id = batch.person_id)`;
		const { rows } = await sql<{ served: number; last: string | null }>`
			with batch as (
				select person_id from (${people([...open, ...bcc], delivery.sender_id, delivery.reached)}) everyone order by person_id limit ${BATCH}
			), put as (
				insert into messaging.entry (message_id, account_id, thread_id, sent_at, blind, has_files)
				select ${messageId}::uuid, person_id, ${message.thread_id}::uuid, ${message.sent_at}::timestamptz, ${blind}, ${message.attachment_count > 0} from batch order by person_id
				on conflict (message_id, account_id) do nothing
			)
			select count(*)::int as served, (select person_id from batch order by person_id desc limit 1) as last from batch`.execute(db);
		const served = rows[0]?.served ?? 0;
		const delivered = delivery.delivered + served;
		const left = served === BATCH;
		const last = rows[0]?.last;
		if (last) {
			await announce(
				db,
				noticeOf({ id: messageId, threadId: message.thread_id, senderName: message.sender_name, subject: message.subject, sentAt: message.sent_at, urgent: message.urgent }),
				sql`select account_id from messaging.entry where message_id = ${messageId}::uuid and account_id <= ${last}::uuid and (${delivery.reached}::uuid is null or account_id > ${delivery.reached}::uuid)`
			);
		}
		await db
			.updateTable('messaging.delivery')
			.set({
				delivered,
				reached: last ?? delivery.reached,
				finished_at: left ? null : tools.clock.now()
			})
			.where('message_id', '=', messageId)
			.execute();
		if (!left) {
			await db.updateTable('messaging.message').set({ recipient_count: delivered }).where('id', '=', messageId).execute();
			// It can no longer be undone: the draft it was goes.
			await db.deleteFrom('messaging.draft').where('sent_as', '=', messageId).execute();
		}
		return left;
	});
}
