/** Put everything back as it was before a run, row by row, in one transaction. */
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { uuidv7 } from '#kernel/ids';
import { writeAudit } from '#platform/audit';
import type { Database } from '#platform/database';
import { PreauError } from '#platform/failure';
import { refreshSearchEverywhere } from './refresh.ts';
import { withStaging } from './staging.ts';

/** Key columns of every table an import writes. */
const KEYS: Record<string, readonly string[]> = {
	school: ['id'],
	source_structure: ['source', 'key'],
	subject: ['code'],
	mef: ['code'],
	groups: ['id'],
	person: ['id'],
	login: ['login'],
	source_record: ['source', 'kind', 'key'],
	role: ['id'],
	membership: ['group_id', 'person_id', 'role', 'subject'],
	guardianship: ['pupil_id', 'guardian_id'],
	suspected_duplicate: ['first_id', 'second_id']
};

const FOREIGN_KEY = '23503';

export interface UndoResult {
	run: number;
	/** Rows put back. */
	rows: number;
}

/**
 * Undo `run`. Only the last run that changed something can be undone; then the one before it, and so on.
 */
export async function undoImport(database: Database, run: number, by?: { id: string | null; label: string }): Promise<UndoResult> {
	const rows = await withStaging(database, async (client) => {
		await check(client, run);
		await client.query('begin');
		try {
			const { rows: changes } = await client.query<{ id: number; table_name: string; operation: string; row_count: number }>(
				'select id, table_name, operation, row_count from directory.import_change where run_id = $1 order by id desc',
				[run]
			);
			let count = 0;
			for (const change of changes) {
				await revert(client, change);
				count += change.row_count;
			}
			await client.query('delete from directory.import_change where run_id = $1', [run]);
			await client.query(`update directory.import_run set status = 'undone', finished_at = now() where id = $1`, [run]);
			await client.query('commit');
			return count;
		} catch (error) {
			await client.query('rollback');
			if ((error as { code?: string }).code === FOREIGN_KEY) {
				throw new PreauError(`L'import ${run} ne peut plus être annulé : depuis, des réglages ou des écrits s'appuient sur ce qu'il a créé.`);
			}
			throw error;
		}
	});
	await refreshSearchEverywhere(database);
	const now = new Date();
	await database.system((db) =>
		writeAudit(db, {
			id: uuidv7(now, randomBytes),
			at: now,
			command: 'directory.undo-import',
			actorId: by?.id ?? null,
			actorLabel: by?.label ?? 'import',
			subject: { type: 'import-run', id: String(run) },
			outcome: 'done',
			refusalCode: null,
			details: { rows }
		})
	);
	return { run, rows };
}

async function check(client: pg.PoolClient, run: number): Promise<void> {
	const {
		rows: [found]
	} = await client.query<{ status: string; changes: boolean; later: number | null; merged: boolean }>(
		`
		select r.status, exists (select 1 from directory.import_change c where c.run_id = r.id) as changes,
			(select max(c.run_id) from directory.import_change c where c.run_id > r.id) as later,
			exists (select 1 from core.audit a where a.command = 'directory.merge-duplicate' and a.outcome = 'done' and a.at > r.started_at) as merged
		from directory.import_run r where r.id = $1`,
		[run]
	);
	if (!found) throw new PreauError(`L'import ${run} n'existe pas.`, 'Voyez « import list ».');
	if (found.status === 'undone') throw new PreauError(`L'import ${run} est déjà annulé.`);
	if (found.status === 'refused') throw new PreauError(`L'import ${run} a été refusé : il n'a rien modifié.`);
	if (found.later !== null) throw new PreauError(`L'import ${found.later} est venu après.`, `Annulez-le d'abord.`);
	if (found.merged) throw new PreauError(`L'import ${run} ne peut plus être annulé : depuis, deux fiches ont été réunies en une.`);
	if (!found.changes && found.status !== 'applied') throw new PreauError(`L'import ${run} n'a rien modifié.`);
}

async function columnsOf(client: pg.PoolClient, table: string): Promise<string[]> {
	const { rows } = await client.query<{ name: string }>(
		`select attname as name from pg_attribute
		where attrelid = ('directory.' || $1)::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
		[table]
	);
	return rows.map((row) => `"${row.name}"`);
}

async function revert(client: pg.PoolClient, change: { id: number; table_name: string; operation: string }): Promise<void> {
	const table = change.table_name;
	const keys = KEYS[table];
	if (!keys) throw new Error(`unknown table ${table}`);
	const image = `select b.* from directory.import_change c cross join lateral jsonb_populate_recordset(null::directory.${table}, c.before) b where c.id = $1`;
	const same = (left: string, right: string) => keys.map((key) => `${left}.${key} = ${right}.${key}`).join(' and ');
	if (change.operation === 'insert' && table === 'person') {
		// Login and source record go with the person; roles, classes and links by cascade.
		for (const [name, column] of [
			['source_record', 'person_id'],
			['login', 'person_id'],
			['person', 'id']
		] as const) {
			await client.query(
				`delete from directory.${name} where ${column} in (
				select value::uuid from directory.import_change c cross join lateral jsonb_array_elements_text(c.before) where c.id = $1)`,
				[change.id]
			);
		}
	} else if (change.operation === 'insert') {
		// Derived from what is being taken back; made again afterwards.
		if (table === 'school') await client.query(`delete from directory.search_entry e using (${image}) b where e.school_id = b.id`, [change.id]);
		await client.query(`delete from directory.${table} t using (${image}) b where ${same('t', 'b')}`, [change.id]);
	} else if (change.operation === 'delete') {
		await client.query(`insert into directory.${table} select b.* from (${image}) b on conflict do nothing`, [change.id]);
	} else {
		const columns = (await columnsOf(client, table)).filter((column) => !keys.includes(column.slice(1, -1)));
		await client.query(`update directory.${table} t set ${columns.map((column) => `${column} = b.${column}`).join(', ')} from (${image}) b where ${same('t', 'b')}`, [change.id]);
	}
}
