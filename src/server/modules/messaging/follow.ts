/** Two accounts became one: everything of the old one's mailbox is found in the other. */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';
import type { JobTools } from '#platform/jobs';

/** What simply changes hands. */
const OWNED = [
	['thread', 'started_by'],
	['message', 'sender_id'],
	['delivery', 'sender_id'],
	['draft', 'owner_id'],
	['suspension', 'account_id'],
	['warning', 'account_id'],
	['report', 'sender_id']
] as const;

/** One of a kind for each account: what the remaining account has already stays as it is. */
const ONCE = [
	['entry', 'account_id', 'message_id'],
	['block', 'account_id', 'blocked_id'],
	['block', 'blocked_id', 'account_id'],
	['report', 'reporter_id', 'message_id'],
	['undone', 'sender_id', 'key']
] as const;

/** What bears a name of the owner's choice: two of one name are told apart. */
const NAMED = [
	['folder', 'account_id', sql`and k.parent_id is not distinct from t.parent_id`],
	['recipient_set', 'owner_id', sql``]
] as const;

/** Can be run again: what has moved is no longer there to move. */
export function followPerson(tools: JobTools, from: string, to: string): Promise<void> {
	return tools.database.system(async (db) => {
		for (const [table, column] of OWNED) {
			await sql`update ${sql.table(`messaging.${table}`)} set ${sql.ref(column)} = ${to} where ${sql.ref(column)} = ${from}`.execute(db);
		}
		for (const [table, column, other] of ONCE) await moveUnlessThere(db, { table, column, other }, from, to);
		for (const [table, column, within] of NAMED) {
			await sql`update ${sql.table(`messaging.${table}`)} t set ${sql.ref(column)} = ${to}, name = case
				when exists (select from ${sql.table(`messaging.${table}`)} k where k.${sql.ref(column)} = ${to} and k.name = t.name ${within}) then left(t.name, 56) || ' (2)' else t.name end
				where t.${sql.ref(column)} = ${from}`.execute(db);
		}
		for (const table of ['preference', 'absence'] as const) {
			await sql`update ${sql.table(`messaging.${table}`)} set account_id = ${to} where account_id = ${from}
				and not exists (select from ${sql.table(`messaging.${table}`)} k where k.account_id = ${to})`.execute(db);
		}
	});
}

async function moveUnlessThere(db: Db, what: { table: string; column: string; other: string }, from: string, to: string): Promise<void> {
	const table = sql.table(`messaging.${what.table}`);
	const [column, other] = [sql.ref(what.column), sql.ref(what.other)];
	await sql`update ${table} t set ${column} = ${to} where t.${column} = ${from} and t.${other} <> ${to}
		and not exists (select from ${table} k where k.${column} = ${to} and k.${other} = t.${other})`.execute(db);
	await sql`delete from ${table} where ${column} = ${from}`.execute(db);
}
