/** Who wrote what: each statement that writes, and the module whose code sent it, seen by its stack. */
import pg from 'pg';

export interface Write {
	/** A module, or `platform`. */
	by: string;
	table: string;
}

const WRITES = /\b(?:insert\s+into|update(?:\s+only)?|delete\s+from(?:\s+only)?|merge\s+into|truncate(?:\s+table)?|copy)\s+"?([a-z_]+)"?\."?([a-z_]+)"?/gi;

/** What the platform keeps for everybody: audit, outbox, settings; the queue's own tables. */
const PLATFORM = ['core', 'jobs'];
/** A temporary table is the session's own. */
const TEMPORARY = 'pg_temp';
/** The operator's « retry »: pg-boss has no such act for a whole queue. */
const AGREED = ['operations jobs.job'];

export function tablesWritten(statement: string): string[] {
	return [...statement.matchAll(WRITES)].map(([, schema = '', table = '']) => `${schema}.${table}`.toLowerCase());
}

/** The nearest code of ours below the query builder; null when that is a test setting up its world. */
export function sender(stack: string): string | null {
	for (const line of stack.split('\n')) {
		if (line.includes('/node_modules/') || line.includes('/platform/database.ts') || line.includes('/support/writes.ts')) continue;
		if (/\/tests\/|\.test\.ts/.test(line)) return null;
		// A migration is a module's own file, whoever carries it to the database.
		if (line.includes('/platform/migrate.ts')) return null;
		const module = /\/src\/server\/modules\/([a-z]+)\//.exec(line)?.[1];
		if (module !== undefined) return module;
		if (line.includes('/src/server/platform/')) return 'platform';
	}
	return null;
}

export function isForeign({ by, table }: Write): boolean {
	const schema = table.split('.')[0] ?? '';
	if (schema === TEMPORARY) return false;
	if (by === 'platform') return !PLATFORM.includes(schema);
	return schema !== by && !AGREED.includes(`${by} ${table}`);
}

/** From here on, every statement sent from this process is looked at. */
export function watchWrites(): Write[] {
	const seen = new Map<string, Write>();
	const writes: Write[] = [];
	const prototype = pg.Client.prototype as unknown as { query: (...given: unknown[]) => unknown };
	const send = prototype.query;
	// A statement comes after some awaits: the frames of who asked are the last of many.
	Error.stackTraceLimit = 100;
	prototype.query = function (this: unknown, ...given) {
		const [first] = given;
		const text = typeof first === 'string' ? first : ((first as { text?: string } | undefined)?.text ?? '');
		const tables = tablesWritten(text);
		const by = tables.length > 0 ? sender(new Error().stack ?? '') : null;
		if (by !== null) {
			for (const table of tables) {
				if (seen.has(`${by} ${table}`)) continue;
				seen.set(`${by} ${table}`, { by, table });
				writes.push({ by, table });
			}
		}
		return send.apply(this, given);
	};
	return writes;
}
