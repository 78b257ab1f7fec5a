import { sql } from 'kysely';
import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { anyPerson, provided } from '#kernel/policy';
import { chosen } from '../chosen.ts';

/** Take messages out of the trash, to where they lay; to the inbox where that folder is gone. */
export const restore = command({
	name: 'messaging.restore',
	summary: 'Take messages out of one’s trash, back to where they lay',
	audited: false,
	input: v.object(chosen),
	allow: provided(anyPerson, 'of his own trash', () => true),
	trial: (world) => ({ messages: [world.messageId] }),
	async run(ctx, input) {
		const { rows } = await sql<{ message_id: string }>`
			update messaging.entry e set
				folder = case when f.id is not null then 'filed' when e.trashed_from = 'archive' then 'archive' else 'inbox' end,
				folder_id = f.id, trashed_at = null, trashed_from = null
			from messaging.entry old
			left join messaging.folder f on old.trashed_from = 'folder:' || f.id and f.account_id = ${ctx.actor.id}
			where old.account_id = ${ctx.actor.id} and old.folder = 'trash'
				and (old.message_id = any (${input.messages}::uuid[]) or old.thread_id = ${input.threadId ?? null}::uuid)
				and e.message_id = old.message_id and e.account_id = old.account_id
			returning e.message_id`.execute(ctx.db);
		return rows.length > 0 ? { restored: rows.length } : refuse('not-found');
	}
});
