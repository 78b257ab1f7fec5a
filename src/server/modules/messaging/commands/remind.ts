import { sql } from 'kysely';
import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { profiles, provided } from '#kernel/policy';
import { announce } from '#modules/notifications';
import { families, letterToFamilies } from '../receipts.ts';

/** Tell the parents who have not opened a message that it waits for them; once a day. Quiet hours hold. */
export const remind = command({
	name: 'messaging.remind',
	summary: 'Remind the parents who have not opened a message one wrote to families, once a day',
	as: 'system',
	input: v.object({ messageId: id }),
	allow: provided(profiles('teacher', 'staff', 'principal', 'department', 'academy'), 'of his own message', () => true),
	trial: (world) => ({ messageId: world.messageId }),
	async run(ctx, input) {
		const letter = await letterToFamilies(ctx, input.messageId);
		if (isRefusal(letter)) return letter;
		const { rows } = await sql<{ day: string; reminded: number }>`
			insert into messaging.reminder (message_id, day, reminded)
			select ${letter.id}, (${ctx.now}::timestamptz at time zone 'Europe/Paris')::date, (select count(*) from (${families(letter.id)}) f where f.read_at is null)
			on conflict do nothing returning day::text, reminded`.execute(ctx.db);
		const [made] = rows;
		if (!made) return refuse('conflict', { code: 'reminded-today' });
		await announce(
			ctx.db,
			{
				kind: 'message',
				key: `reminder:${letter.id}:${made.day}`,
				at: ctx.now,
				actorName: letter.sender_name,
				subject: letter.subject,
				link: `/messagerie/${letter.thread_id}`,
				schoolId: null,
				subjectRef: `message:${letter.id}`
			},
			sql`select f.account_id from (${families(letter.id)}) f where f.read_at is null`
		);
		ctx.audit({ subject: { type: 'message', id: letter.id }, details: { reminded: made.reminded } });
		return { reminded: made.reminded };
	}
});
