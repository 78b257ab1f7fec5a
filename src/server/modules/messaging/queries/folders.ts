import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { reader } from '../protection.ts';

interface Row {
	id: string;
	name: string;
	parent_id: string | null;
	unread: number;
}

/** Folders of one's own, each followed by those inside it, with how many unread messages lie in each. */
export const folders = query({
	name: 'messaging.folders',
	summary: 'The folders of one’s mailbox, in the order they are shown',
	input: v.object({}),
	allow: reader,
	trial: () => ({}),
	async run(ctx) {
		const { rows } = await sql<Row>`
			select f.id, f.name, f.parent_id,
				(select count(*)::int from (select from messaging.entry e where e.folder_id = f.id and e.account_id = ${ctx.actor.id} and e.read_at is null and e.folder = 'filed' limit 100) waiting) as unread
			from messaging.folder f where f.account_id = ${ctx.actor.id} order by lower(f.name)`.execute(ctx.db);
		const inside = (parent: string | null) => rows.filter((row) => row.parent_id === parent);
		const ordered = inside(null).flatMap((row) => [row, ...inside(row.id)]);
		return { folders: ordered.map((row) => ({ id: row.id, name: row.name, inside: row.parent_id, unread: row.unread })) };
	}
});
