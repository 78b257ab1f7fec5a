/**
 * The import's own connection and its temporary tables. People's data that is read but not applied lives
 * nowhere else, and goes with the connection.
 */
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { finished } from 'node:stream/promises';
import type { Database } from '#platform/database';
import { PreauError } from '#platform/failure';
import { STAGED_COLUMNS } from './staged.ts';

/** « aaf », so that two imports never run at once. */
const LOCK = 0x616166;

/** Joined with a separator no value holds; `field` of null and of '' differ. */
function fingerprint(columns: readonly string[]): string {
	return columns.map((column) => `coalesce(${column}, E'\\x02')`).join(` || E'\\x1e' || `);
}

const CONTACT = ['email', 'mobile', 'phone', 'street', 'postal_code', 'city', 'country'];
const REST = [
	'reason',
	'title',
	'family_name',
	'birth_name',
	'given_name',
	'other_names',
	'birth_date',
	'mef_code',
	'level',
	'school_key',
	'classes',
	'groups',
	'relations',
	'places',
	'lessons',
	'group_lessons',
	'head_of'
];

/** Fingerprints are made by the database as rows arrive: on another core than the one that parses. */
const STAGED = `create temporary table staged (
	seq bigint, file integer, source text collate "C", kind text collate "C", key text collate "C", record_id text collate "C", op text collate "C", reason text collate "C", given integer,
	title text collate "C", family_name text collate "C", birth_name text collate "C", given_name text collate "C", other_names text collate "C", birth_date text collate "C",
	email text collate "C", mobile text collate "C", phone text collate "C", street text collate "C", postal_code text collate "C", city text collate "C", country text collate "C",
	mef_code text collate "C", level text collate "C", login_base text collate "C", name_key text collate "C", school_key text collate "C", classes text collate "C", groups text collate "C", relations text collate "C",
	places text collate "C", places_weak boolean, lessons text collate "C", group_lessons text collate "C", head_of text collate "C",
	contact_hash bigint generated always as (hashtextextended(${fingerprint(CONTACT)}, 0)) stored,
	hash bigint generated always as (hashtextextended(${fingerprint([...REST, ...CONTACT])}, 0)) stored,
	name_hash bigint generated always as (hashtextextended(name_key, 0)) stored
)`;

/** Run `work` alone on a connection of its own, dropped afterwards with all it staged. */
export async function withStaging<T>(database: Database, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
	const client = await database.systemClient();
	// COPY keeps the connection to itself: nothing may be sent behind it.
	(client as unknown as { pipeline: boolean }).pipeline = false;
	try {
		const {
			rows: [lock]
		} = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [LOCK]);
		if (!lock?.got) throw new PreauError('Un autre import est en cours.', "Attendez qu'il soit terminé.");
		await client.query(`set work_mem = '96MB'`);
		// Taken as it fills: at half the size the tables of a whole département went through files again and again.
		await client.query(`set temp_buffers = '256MB'`);
		await client.query(`set jit = off`);
		// Rough figures do for sets that are joined whole; a finer look would cost seconds.
		await client.query('set default_statistics_target = 20');
		// The last set of rows read is flushed with the commit that ends the run, and with it all before.
		await client.query('set synchronous_commit = off');
		await client.query(STAGED);
		await client.query('create index on staged (seq)');
		return await work(client);
	} finally {
		await client.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => undefined);
		// Not given back to the pool: the settings and the tables end with it.
		client.release(true);
	}
}

/** Bytes sent but not yet taken, beyond which the reader waits. */
const MOST_WAITING = 4 * 1024 * 1024;

export interface StagingWriter {
	/** Rows as COPY text. The promise holds back whoever reads faster than the database takes. */
	send(batch: Buffer): Promise<void>;
	end(): Promise<void>;
	abort(): Promise<void>;
}

/** Rows → COPY, never holding more than a few batches. */
export function stagingWriter(client: pg.PoolClient): StagingWriter {
	const stream = client.query(copyFrom(`copy pg_temp.staged (${STAGED_COLUMNS.join(', ')}) from stdin`));
	stream.setMaxListeners(32);
	let failure: Error | null = null;
	stream.on('error', (error: Error) => {
		failure = error;
	});
	return {
		async send(batch) {
			if (failure) throw failure;
			stream.write(batch);
			// The database digests a batch while the next is parsed; only when it falls behind is it waited for.
			if (stream.writableLength <= MOST_WAITING) return;
			await new Promise<void>((resolve, reject) => {
				const settle = (error?: Error) => {
					stream.off('drain', settle);
					stream.off('error', settle);
					if (error) reject(error);
					else resolve();
				};
				stream.on('drain', settle);
				stream.on('error', settle);
			});
		},
		async end() {
			stream.end();
			await finished(stream);
		},
		async abort() {
			stream.destroy(new Error('import stopped'));
			await new Promise<void>((resolve) => {
				stream.once('close', resolve);
			});
		}
	};
}
