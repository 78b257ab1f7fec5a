import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateAaf } from './generate.ts';

function generate(options: { schools: number; pupils: number; seed: number }) {
	const out = mkdtempSync(join(tmpdir(), 'preau-generate-'));
	const counts = generateAaf({ ...options, out });
	const names = readdirSync(out).sort();
	const files = names.map((name) => readFileSync(join(out, name)));
	return { counts, names, text: Buffer.concat(files).toString('latin1'), hash: createHash('sha256').update(Buffer.concat(files)).digest('hex') };
}

describe('the fictional export', () => {
	it('is the same for the same options, and another for another seed', () => {
		const one = generate({ schools: 3, pupils: 200, seed: 7 });
		expect(generate({ schools: 3, pupils: 200, seed: 7 }).hash).toBe(one.hash);
		expect(generate({ schools: 3, pupils: 200, seed: 8 }).hash).not.toBe(one.hash);
	});

	it('holds the six types of file and as many pupils as asked', () => {
		const { counts, names, text } = generate({ schools: 4, pupils: 333, seed: 1 });
		expect(counts).toMatchObject({ schools: 4, pupils: 333 });
		expect(names.map((name) => name.split('_')[4])).toEqual(['EtabEducNat', 'Eleve', 'MatiereEducNat', 'MefEducNat', 'PersEducNat', 'PersRelEleve'].sort());
		expect(text.match(/<value>Eleve<\/value>/g)).toHaveLength(333);
		expect(counts.guardians / counts.pupils).toBeGreaterThan(1.5);
	});

	it('gives one school alone its own people only', () => {
		const { counts, text } = generate({ schools: 1, pupils: 50, seed: 1 });
		expect(counts.pupils).toBe(50);
		expect(text).not.toContain('1002$');
	});
});
