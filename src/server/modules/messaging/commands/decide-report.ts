import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { refuse, refuseField, type Refusal } from '#kernel/errors';
import { id, optionalText, whole } from '#kernel/input';
import { provided } from '#kernel/policy';
import { withdraw } from '#modules/notifications';
import { moderators } from '../moderators.ts';
import { mayDecide } from '../protection-policy.ts';

export const TELL_REPORTERS = 'messaging.tell-reporters';

const DAY = 24 * 60 * 60 * 1000;

/** `days` counts for 'days' alone; the reason is read by the person suspended. */
const Decision = v.object({
	reportId: id,
	message: v.picklist(['keep', 'remove'], 'required'),
	warning: optionalText(1000),
	suspend: v.optional(v.picklist(['no', 'days', 'until-lifted']), 'no'),
	days: v.optional(whole(1, 365)),
	reason: optionalText(500)
});

/**
 * Decide on what was reported: keep the message or remove it for all, warn its sender, suspend him. Everybody
 * who reported it in that school is told. Runs as the system, because the message and the right to write are
 * not the moderator's; who he is, is asked of the report itself.
 */
export const decideReport = command({
	name: 'messaging.decide-report',
	summary: 'Decide on a reported message: keep or remove it, warn or suspend its sender',
	as: 'system',
	input: Decision,
	allow: provided(moderators, 'of the school; on its head, the département; nobody on himself', () => true),
	trial: (world) => ({ reportId: world.nothing, message: 'keep' as const }),
	async run(ctx, input): Promise<{ decided: number } | Refusal> {
		const { db } = ctx;
		const report = await db
			.selectFrom('messaging.report')
			.select(['id', 'school_id', 'message_id', 'sender_id', 'status', 'escalated'])
			.where('id', '=', input.reportId)
			.forUpdate()
			.executeTakeFirst();
		if (!report || !mayDecide(ctx.actor, { schoolId: report.school_id, senderId: report.sender_id, escalated: report.escalated })) return refuse('not-found');
		if (report.status !== 'open') return refuse('conflict', { code: 'report-decided' });
		if (input.suspend === 'days' && input.days === undefined) return refuseField('days', 'required');
		if (input.suspend !== 'no' && input.reason === '') return refuseField('reason', 'required');
		if (report.sender_id === null && (input.suspend !== 'no' || input.warning !== '')) return refuse('gone', { code: 'sender-gone' });

		const decided = { status: input.message === 'remove' ? ('removed' as const) : ('kept' as const), decided_by: ctx.actor.id, decided_at: ctx.now };
		const same = await db
			.updateTable('messaging.report')
			.set(decided)
			.where('school_id', '=', report.school_id)
			.where('status', '=', 'open')
			.where((where) => (report.message_id ? where('message_id', '=', report.message_id) : where('id', '=', report.id)))
			.returning('id')
			.execute();
		if (input.message === 'remove' && report.message_id) await remove(ctx, report.message_id);
		if (report.sender_id) await answerFor(ctx, input, { id: report.id, schoolId: report.school_id, senderId: report.sender_id });
		await ctx.enqueue(TELL_REPORTERS, { reportIds: same.map((one) => one.id) });
		ctx.audit({
			subject: { type: 'report', id: report.id },
			schoolId: report.school_id,
			details: { message: input.message, warned: input.warning === '' ? 'no' : 'yes', suspended: input.suspend === 'days' ? `${String(input.days)} days` : input.suspend }
		});
		return { decided: same.length };
	}
});

/** For all: those who read it see that it was taken away, those who did not are told nothing any more. */
async function remove(ctx: Context<Person>, messageId: string): Promise<void> {
	await ctx.db.updateTable('messaging.delivery').set({ finished_at: ctx.now }).where('message_id', '=', messageId).where('finished_at', 'is', null).execute();
	await ctx.db.updateTable('messaging.message').set({ removed_at: ctx.now }).where('id', '=', messageId).where('removed_at', 'is', null).execute();
	await withdraw(ctx.db, 'message', messageId);
}

async function answerFor(ctx: Context<Person>, input: v.InferOutput<typeof Decision>, report: { id: string; schoolId: string; senderId: string }): Promise<void> {
	const about = { id: ctx.id(), account_id: report.senderId, school_id: report.schoolId };
	if (input.warning !== '') {
		await ctx.db
			.insertInto('messaging.warning')
			.values({ ...about, report_id: report.id, body: input.warning, given_by: ctx.actor.id, given_at: ctx.now })
			.execute();
	}
	if (input.suspend === 'no') return;
	const ends = input.suspend === 'days' ? new Date(ctx.now.getTime() + (input.days ?? 0) * DAY) : null;
	await ctx.db
		.insertInto('messaging.suspension')
		.values({ ...about, reason: input.reason, starts_at: ctx.now, ends_at: ends, decided_by: ctx.actor.id })
		.execute();
}
