/**
 * The difference between a delivery and the directory, wholly worked out in temporary tables before
 * anything is written: set against set, so that its time hardly depends on how much changed.
 */
import type pg from 'pg';
import { MOST_REJECTED, type ReadDelivery } from '../read.ts';
import { planLinks } from './links.ts';
import { planOutcome } from './outcome.ts';
import { planPeople } from './people.ts';
import { planRoles } from './roles.ts';
import { planStructures } from './structures.ts';

/** Fill the plan tables; `everything` reads unchanged records again too. Adds to `read.rejected` the records that no set knows what to do with. */
export async function plan(client: pg.PoolClient, read: ReadDelivery, fileNames: readonly string[], everything: boolean): Promise<void> {
	await client.query('create temporary table rejected (file integer, id text, reason text)');
	const delta = read.mode === 'delta';
	await planStructures(client, read);
	await planPeople(client, read.covered, delta, everything);
	await planLinks(client, delta);
	await planRoles(client);
	await planOutcome(client);
	await client.query('insert into rejected select file, key, reason from candidate where reason is not null');
	const { rows } = await client.query<{ file: number | null; id: string; reason: string }>('select * from rejected order by file nulls first, id limit $1', [MOST_REJECTED]);
	const structures = fileNames.find((name) => name.includes('EtabEducNat')) ?? '';
	for (const row of rows)
		if (read.rejected.length < MOST_REJECTED) read.rejected.push({ file: row.file === null ? structures : (fileNames[row.file] ?? ''), id: row.id, reason: row.reason });
}
