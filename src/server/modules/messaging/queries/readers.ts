import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { isRefusal } from '#kernel/errors';
import { flag, id, page } from '#kernel/input';
import { profiles, provided } from '#kernel/policy';
import { PAGE } from '../cursor.ts';
import { families, letterToFamilies } from '../receipts.ts';
import { fullName } from '../words.ts';

interface Row {
	id: string;
	kind: 'adult';
	title: string | null;
	given_name: string;
	family_name: string;
	read_at: Date | null;
	activated: boolean;
	children: string | null;
}

/** Which parents have opened a message one wrote, who not yet, and who among them never came to Préau at all. */
export const readers = query({
	name: 'messaging.readers',
	summary: 'Who among the parents has opened a message one wrote to families, and who has not yet',
	as: 'system',
	input: v.object({ messageId: id, opened: flag, page }),
	allow: provided(profiles('teacher', 'staff', 'principal', 'department', 'academy'), 'of his own message', () => true),
	trial: (world) => ({ messageId: world.messageId }),
	async run(ctx, input) {
		const letter = await letterToFamilies(ctx, input.messageId);
		if (isRefusal(letter)) return letter;
		const counted = await sql<{ opened: number; waiting: number; never: number }>`
			select count(*) filter (where f.read_at is not null)::int as opened, count(*) filter (where f.read_at is null)::int as waiting,
				count(*) filter (where a.activated_at is null)::int as never
			from (${families(letter.id)}) f left join identity.account a on a.person_id = f.account_id`.execute(ctx.db);
		const { rows } = await sql<Row>`
			select p.id, p.kind, p.title, p.given_name, p.family_name, f.read_at, a.activated_at is not null as activated,
				(select string_agg(c.given_name || ' ' || c.family_name, ', ' order by c.given_name) from directory.guardianship l
					join directory.person c on c.id = l.pupil_id and c.status = 'active'
					where l.guardian_id = p.id and exists (
						select from directory.role mine join directory.role theirs on theirs.school_id = mine.school_id and theirs.person_id = c.id
						where mine.person_id = ${ctx.actor.id})) as children
			from (${families(letter.id)}) f join directory.person p on p.id = f.account_id left join identity.account a on a.person_id = p.id
			where (f.read_at is not null) = ${input.opened}
			order by p.family_name, p.given_name, p.id limit ${PAGE + 1} offset ${(input.page - 1) * PAGE}`.execute(ctx.db);
		const reminded = await ctx.db
			.selectFrom('messaging.reminder')
			.select(sql<boolean>`day = (${ctx.now}::timestamptz at time zone 'Europe/Paris')::date`.as('today'))
			.where('message_id', '=', letter.id)
			.orderBy('day', 'desc')
			.executeTakeFirst();
		const { opened = 0, waiting = 0, never = 0 } = counted.rows[0] ?? {};
		return {
			messageId: letter.id,
			threadId: letter.thread_id,
			subject: letter.subject,
			opened,
			waiting,
			/** Never activated their account: a reminder cannot reach them, a paper code does. */
			never,
			people: rows.slice(0, PAGE).map((row) => ({ id: row.id, name: fullName(row), children: row.children ?? '', at: row.read_at, activated: row.activated })),
			page: input.page,
			more: rows.length > PAGE,
			remindedToday: reminded?.today ?? false
		};
	}
});
