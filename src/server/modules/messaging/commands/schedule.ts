import * as v from 'valibot';
import { sql } from 'kysely';
import { command } from '#kernel/definition';
import { isRefusal, refuse, refuseField } from '#kernel/errors';
import { day, id } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { lockedDraft } from '../drafts.ts';
import { saysSomething } from '../letter.ts';
import { recipientsOf } from '../recipients.ts';

export const SEND_DUE = 'messaging.send-due';

const FURTHEST_DAYS = 366;

/** A time of day as a form gives it. */
const time = v.pipe(v.string('required'), v.trim(), v.regex(/^([01]\d|2[0-3])[:h]([0-5]\d)(:[0-5]\d)?$/, 'not-a-time'));

/** Have a draft sent by itself, at a time of day in Paris. What is wrong already is said at once. */
export const schedule = command({
	name: 'messaging.schedule',
	summary: 'Have a draft sent by itself at a given day and time',
	input: v.object({ draftId: id, day, time }),
	allow: provided(anyPerson, 'his own', () => true),
	trial: (world) => ({ draftId: world.nothing, day: '2099-01-01', time: '08:00' }),
	async run(ctx, input) {
		const draft = await lockedDraft(ctx, input.draftId);
		if (!draft) return refuse('not-found');
		const { rows } = await sql<{ at: Date }>`select (${input.day}::date + ${input.time.slice(0, 5).replace('h', ':')}::time) at time zone 'Europe/Paris' as at`.execute(ctx.db);
		const at = rows[0]?.at ?? ctx.now;
		if (at <= ctx.now) return refuseField('time', 'in-the-past');
		if (at.getTime() > ctx.now.getTime() + FURTHEST_DAYS * 86_400_000) return refuseField('day', 'too-far');
		if (!draft.answers_id) {
			if (draft.subject === '') return refuseField('subject', 'required');
			const { to = [], cc = [], bcc = [] } = draft.recipients;
			const recipients = await recipientsOf(ctx, { to, cc, bcc });
			if (isRefusal(recipients)) return recipients;
		}
		const said = draft.forwards_id ? true : saysSomething(draft);
		if (said !== true) return said;
		await ctx.db.updateTable('messaging.draft').set({ send_at: at, refused_code: null }).where('id', '=', draft.id).execute();
		await ctx.enqueue(SEND_DUE, { draftId: draft.id }, { startAfter: at });
		ctx.audit({ subject: { type: 'draft', id: draft.id } });
		return { draftId: draft.id, sendAt: at };
	}
});

/** Not to be sent by itself after all: a draft like the others. */
export const unschedule = command({
	name: 'messaging.unschedule',
	summary: 'Take a scheduled letter back among the drafts',
	input: v.object({ draftId: id }),
	allow: provided(anyPerson, 'his own', () => true),
	trial: (world) => ({ draftId: world.nothing }),
	async run(ctx, input) {
		const draft = await lockedDraft(ctx, input.draftId);
		if (!draft) return refuse('not-found');
		await ctx.db.updateTable('messaging.draft').set({ send_at: null, refused_code: null }).where('id', '=', draft.id).execute();
		ctx.audit({ subject: { type: 'draft', id: draft.id } });
		return { draftId: draft.id };
	}
});
