import { sql } from 'kysely';
import * as v from 'valibot';
import { schoolsOf, type Person, type Role } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command, query } from '#kernel/definition';
import { refuse, type Refusal } from '#kernel/errors';
import { id, optionalText } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { filesOfMessages } from '../attachments.ts';
import { isEscalated, REPORTS_A_DAY } from '../protection-policy.ts';
import { REPORT_REASONS, type Evidence } from '../tables-protection.ts';

/** Messages of the conversation kept with a report, the reported one included. */
const CONTEXT = 20;

export const TELL_MODERATORS = 'messaging.tell-moderators';

async function received(ctx: Context<Person>, messageId: string) {
	return ctx.db
		.selectFrom('messaging.message as m')
		.innerJoin('messaging.entry as e', 'e.message_id', 'm.id')
		.select(['m.id', 'm.thread_id', 'm.sender_id', 'm.sender_name', 'm.subject', 'm.preview', 'm.sent_at', 'm.recalled_at', 'm.removed_at'])
		.where('m.id', '=', messageId)
		.where('e.account_id', '=', ctx.actor.id)
		.executeTakeFirst();
}

async function reportedBefore(ctx: Context<Person>, messageId: string): Promise<boolean> {
	const row = await ctx.db.selectFrom('messaging.report').select('id').where('message_id', '=', messageId).where('reporter_id', '=', ctx.actor.id).executeTakeFirst();
	return row !== undefined;
}

/** What the page of a report shows first. */
export const reportable = query({
	name: 'messaging.reportable',
	summary: 'A message one received, as the form that reports it shows it',
	input: v.object({ messageId: id }),
	allow: provided(anyPerson, 'who received it', () => true),
	trial: (world) => ({ messageId: world.messageId }),
	async run(ctx, input) {
		const message = await received(ctx, input.messageId);
		if (!message || message.removed_at || message.recalled_at) return refuse('not-found');
		return {
			id: message.id,
			threadId: message.thread_id,
			from: message.sender_name,
			subject: message.subject,
			preview: message.preview,
			at: message.sent_at,
			reported: await reportedBefore(ctx, message.id)
		};
	}
});

/**
 * Say that a message is not right. The school's moderators get it with what came before, as the reporter saw
 * it; who wrote it never learns who reported. A second report of the same message is the first.
 */
export const report = command({
	name: 'messaging.report',
	summary: 'Report a message one received to the moderators of one’s school',
	input: v.object({ messageId: id, reason: v.picklist(REPORT_REASONS, 'required'), comment: optionalText(1000) }),
	allow: provided(anyPerson, 'who received it', () => true),
	trial: (world) => ({ messageId: world.messageId, reason: 'other' as const }),
	async run(ctx, input): Promise<{ again: boolean } | Refusal> {
		await sql`select pg_advisory_xact_lock(hashtextextended(${`report ${ctx.actor.id}`}, 0))`.execute(ctx.db);
		const message = await received(ctx, input.messageId);
		if (!message) return refuse('not-found');
		if (await reportedBefore(ctx, message.id)) return { again: true };
		if (message.removed_at || message.recalled_at) return refuse('gone', { code: 'report-too-late' });
		const { count } = await ctx.db
			.selectFrom('messaging.report')
			.select(({ fn }) => fn.countAll<number>().as('count'))
			.where('reporter_id', '=', ctx.actor.id)
			.where('reported_at', '>', new Date(ctx.now.getTime() - 24 * 60 * 60_000))
			.executeTakeFirstOrThrow();
		if (count >= REPORTS_A_DAY) return refuse('too-many', { code: 'too-many-reports', params: { limit: REPORTS_A_DAY } });

		const roles = message.sender_id ? await rolesOf(ctx, message.sender_id) : [];
		const mine = schoolsOf(ctx.actor);
		// A school both are of, where there is one: its moderators know the two.
		const schoolId = roles.find((role) => role.schoolId !== null && mine.includes(role.schoolId))?.schoolId ?? mine[0];
		if (!schoolId) return refuse('forbidden', { code: 'report-nobody' });
		const reportId = ctx.id();
		await ctx.db
			.insertInto('messaging.report')
			.values({
				id: reportId,
				school_id: schoolId,
				message_id: message.id,
				sender_id: message.sender_id,
				reporter_id: ctx.actor.id,
				reason: input.reason,
				comment: input.comment,
				evidence: JSON.stringify(await evidenceOf(ctx, message.id, message.thread_id, message.sent_at)),
				reported_at: ctx.now,
				escalated: isEscalated(roles, schoolId)
			})
			.execute();
		await ctx.enqueue(TELL_MODERATORS, { reportId });
		// Not who wrote it: a sender may look at what is said of him in the audit trail.
		ctx.audit({ subject: { type: 'report', id: reportId }, schoolId, details: { reason: input.reason } });
		return { again: false };
	}
});

async function rolesOf(ctx: Context<Person>, personId: string): Promise<Role[]> {
	const rows = await ctx.db.selectFrom('directory.role').select(['profile', 'school_id', 'delegate']).where('person_id', '=', personId).execute();
	return rows.map((row) => ({ profile: row.profile, schoolId: row.school_id, delegate: row.delegate }));
}

/** The reported message and what came before, as far as the reporter received or wrote it. */
async function evidenceOf(ctx: Context<Person>, messageId: string, threadId: string, sentAt: Date): Promise<Evidence[]> {
	const me = ctx.actor.id;
	const rows = await ctx.db
		.selectFrom('messaging.message as m')
		.leftJoin('messaging.entry as e', (join) => join.onRef('e.message_id', '=', 'm.id').on('e.account_id', '=', me))
		.select(['m.id', 'm.sender_name', 'm.sender_profile', 'm.sent_at', 'm.subject', 'm.body'])
		.where('m.thread_id', '=', threadId)
		.where((where) => where.or([where('m.id', '=', messageId), where('m.sent_at', '<', sentAt)]))
		.where((where) => where.or([where('m.sender_id', '=', me), where('e.account_id', '=', me)]))
		.where('m.removed_at', 'is', null)
		.where('m.recalled_at', 'is', null)
		.orderBy('m.sent_at', 'desc')
		.orderBy('m.id', 'desc')
		.limit(CONTEXT)
		.execute();
	const files = await filesOfMessages(
		ctx,
		rows.map((row) => row.id)
	);
	return rows.reverse().map((row) => ({
		id: row.id,
		from: row.sender_name,
		profile: row.sender_profile,
		at: row.sent_at.toISOString(),
		subject: row.subject,
		text: row.body,
		attachments: (files.get(row.id) ?? []).map(({ id, name }) => ({ id, name })),
		reported: row.id === messageId
	}));
}
