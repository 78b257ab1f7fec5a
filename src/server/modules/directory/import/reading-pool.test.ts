import { createReadStream, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { readPeople } from './people.ts';
import { openReadingPool, type ReadingPool } from './reading-pool.ts';
import { guardian, pupil, school, writeExport } from './testing/export.ts';

let pool: ReadingPool | null = null;
afterEach(() => pool?.close());

const FILE = { source: 'versailles', rank: 3, kind: 'pupil' } as const;
const folder = () => writeExport([school('1'), ...Array.from({ length: 2_000 }, (_, index) => pupil(String(index), 'Zoé', "L'Hermitte")), guardian('x', 'A', 'B')]);
const pupils = (where: string) => join(where, 'ENT_0920001A_Complet_20261123_Eleve_0000.xml');

it('threads give the rows that reading in place gives', async () => {
	const path = pupils(folder());
	let inPlace = '';
	const read = await readPeople(FILE, createReadStream(path) as AsyncIterable<Buffer>, (batch) => {
		inPlace += batch.toString();
		return Promise.resolve();
	});
	let inThread = '';
	pool = openReadingPool((batch) => {
		inThread += batch.toString();
		return Promise.resolve();
	});
	expect(await pool.read(path, FILE)).toEqual(read);
	expect(read.records).toBe(2_000);
	expect(inThread).toBe(inPlace);
});

it('a file cut short fails, and the thread goes on', async () => {
	const path = pupils(folder());
	truncateSync(path, 40_000);
	pool = openReadingPool(() => Promise.resolve());
	await expect(pool.read(path, FILE)).rejects.toThrow(/unclosed|end/);
	expect((await pool.read(pupils(folder()), FILE)).records).toBe(2_000);
});
