/** Who is away answers by itself: once a week to each who wrote to him, never to what nobody typed. */
import { sql } from 'kysely';
import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { run } from '#kernel/run';
import { personById } from '#modules/identity';
import type { JobTools } from '#platform/jobs';
import { m } from '#paraglide/messages.js';
import { answerTo, found } from './answers.ts';
import { post } from './post.ts';
import { mayWrite } from './protection.ts';
import { AT_ONCE, recipientsOf } from './recipients.ts';

/** How far back is looked: longer than a worker is ever away, short enough to stay one small range of a mailbox. */
const LOOK_BACK_HOURS = 6;
const ROUND = 100;

const TODAY = (now: Date) => sql<string>`(${now}::timestamptz at time zone 'Europe/Paris')::date`;
const WEEK = (now: Date) => sql<string>`date_trunc('week', ${now}::timestamptz at time zone 'Europe/Paris')::date`;

/** As who is away. Not offered to anybody: the job below runs it with his rights of the moment. */
const answerAway = command({
	name: 'messaging.answer-away',
	summary: 'Answer a message with the text of one’s absence',
	internal: true,
	input: v.object({ messageId: id }),
	allow: provided(anyPerson, 'who received it and is away', () => true),
	trial: (world) => ({ messageId: world.messageId }),
	async run(ctx, input) {
		const me = ctx.actor.id;
		const message = await found(ctx, input.messageId);
		if (!message?.sender_id) return refuse('not-found');
		const absence = await ctx.db.selectFrom('messaging.absence').select('body').where('account_id', '=', me).executeTakeFirst();
		if (!absence) return refuse('gone');
		const claimed = await ctx.db
			.insertInto('messaging.absence_answer')
			.values({ account_id: me, sender_id: message.sender_id, week: WEEK(ctx.now) as unknown as string })
			.onConflict((there) => there.doNothing())
			.returning('week')
			.executeTakeFirst();
		if (!claimed) return { answered: false };
		const answer = await answerTo(ctx, message, false);
		if (isRefusal(answer)) return answer;
		const recipients = await recipientsOf(ctx, answer.envelope, answer.granted);
		if (isRefusal(recipients)) return recipients;
		const may = await mayWrite(ctx, recipients, true);
		if (may !== true) return may;
		const text = { body: absence.body, document: null };
		await post(ctx, {
			...text,
			typed: text,
			key: ctx.id(),
			subject: m.messaging_away_subject({ subject: message.subject }, { locale: ctx.locale }).slice(0, 200),
			envelope: answer.envelope,
			recipients,
			threadId: answer.newThread ? null : message.thread_id,
			answersId: answer.newThread ? message.id : null,
			answer: null,
			forwardsId: null,
			repliesOff: false,
			urgent: false,
			automatic: true,
			files: [],
			hold: 0
		});
		return { answered: true };
	}
});

interface Waiting {
	message_id: string;
	account_id: string;
	sender_id: string;
}

/**
 * Answer what came in. Campaigns and messages to many are no letters to oneself; what was refused is not asked
 * again that week. Running it twice answers once: the row of the week is written with the answer.
 */
export async function answerAbsences(tools: JobTools): Promise<void> {
	const now = tools.clock.now();
	const waiting = await tools.database.system(
		async (db) =>
			(
				await sql<Waiting>`
			select distinct on (e.account_id, m.sender_id) e.message_id, e.account_id, m.sender_id
			from messaging.absence a
			join messaging.entry e on e.account_id = a.account_id and e.folder in ('inbox', 'filed', 'archive', 'trash')
				and e.sent_at > ${new Date(now.getTime() - LOOK_BACK_HOURS * 3_600_000)} and e.sent_at >= a.starts_on::timestamp at time zone 'Europe/Paris'
			join messaging.message m on m.id = e.message_id
			where ${TODAY(now)} between a.starts_on and a.ends_on
				and not m.automatic and not m.replies_off and m.recalled_at is null and m.removed_at is null
				and m.sender_id is not null and m.recipient_count <= ${AT_ONCE}
				and not (m.sender_profile = 'department' and m.audience @? '$[*] ? (@.kind == "school" || @.kind == "everywhere")')
				and not exists (select from messaging.absence_answer w where w.account_id = e.account_id and w.sender_id = m.sender_id and w.week = ${WEEK(now)})
			order by e.account_id, m.sender_id, e.sent_at limit ${ROUND}`.execute(db)
			).rows
	);
	for (const one of waiting) {
		const actor = await tools.database.system((db) => personById(db, one.account_id, { sessionId: one.message_id, secondFactorAt: now }));
		const result = actor ? await run(tools.engine, answerAway as never, actor, { messageId: one.message_id }) : refuse('gone');
		if (isRefusal(result)) {
			await tools.database.system((db) =>
				sql`insert into messaging.absence_answer (account_id, sender_id, week) values (${one.account_id}, ${one.sender_id}, ${WEEK(now)}) on conflict do nothing`.execute(db)
			);
		}
	}
}
