/**
 * The import of a whole département against a bare saxes pass over the same files, in the same run: first
 * import, unchanged import, undo, and the peak memory of the importing process. Each import runs in a
 * process of its own, as the command line does. Ratios say more than seconds.
 */
import { execFile } from 'node:child_process';
import { createReadStream, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SaxesParser } from 'saxes';
import { generateAaf } from '../../src/server/modules/directory/demo/generate.ts';
import type { ImportSummary } from '../../src/server/modules/directory/import/index.ts';

const run = promisify(execFile);
const CLI = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface BenchOptions {
	schools: number;
	pupils: number;
}

export interface ImportFigures {
	megabytes: number;
	/** Seconds of a pass before, between and after the two imports: far apart, the machine was busy with something else. */
	bare: [number, number, number];
	first: number;
	unchanged: number;
	/** First import ÷ the quicker of the passes around it; goal ≤ 5. */
	firstRatio: number;
	/** Unchanged import ÷ the quicker of the passes around it; goal ≤ 3. */
	unchangedRatio: number;
	/** Of the importing process, in MB; goal ≤ 600. */
	peakMegabytes: number;
}

/** The whole département of the specification. */
export const DEPARTEMENT: BenchOptions = { schools: 128, pupils: 75_000 };

/** Seconds of a pass that parses and does nothing else. */
async function barePass(folder: string): Promise<number> {
	const started = performance.now();
	for (const name of readdirSync(folder).sort()) {
		const parser = new SaxesParser();
		const decoder = new TextDecoder(name.includes('MatiereEducNat') ? 'iso-8859-15' : 'utf-8');
		for await (const chunk of createReadStream(join(folder, name), { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) parser.write(decoder.decode(chunk, { stream: true }));
		parser.close();
	}
	return (performance.now() - started) / 1000;
}

async function importOnce(folder: string, data: string): Promise<ImportSummary> {
	const { stdout } = await run(process.execPath, [CLI, 'import', 'aaf', folder, '--json'], {
		env: { ...process.env, PREAU_DATA: data, DATABASE_URL: '' },
		maxBuffer: 64 * 1024 * 1024
	});
	return JSON.parse(stdout) as ImportSummary;
}

/** Measure, print, and give the figures. Everything is made in a temporary folder and removed. */
export async function benchImport(options: BenchOptions = DEPARTEMENT): Promise<ImportFigures> {
	const root = mkdtempSync(join(tmpdir(), 'preau-bench-import-'));
	const folder = join(root, 'aaf');
	try {
		generateAaf({ ...options, seed: 1, out: folder });
		const megabytes = readdirSync(folder).reduce((sum, name) => sum + sizeOf(join(folder, name)), 0) / 1e6;
		const before = await barePass(folder);
		const first = await importOnce(folder, join(root, 'data'));
		const between = await barePass(folder);
		const unchanged = await importOnce(folder, join(root, 'data'));
		const after = await barePass(folder);
		if (unchanged.pupils.unchanged !== first.pupils.created) throw new Error('the second import changed something');
		const figures: ImportFigures = {
			megabytes,
			bare: [before, between, after],
			first: first.durationMs / 1000,
			unchanged: unchanged.durationMs / 1000,
			firstRatio: first.durationMs / 1000 / Math.min(before, between),
			unchangedRatio: unchanged.durationMs / 1000 / Math.min(between, after),
			peakMegabytes: Math.max(first.peakMemoryBytes, unchanged.peakMemoryBytes) / 1e6
		};
		print(figures, first);
		return figures;
	} finally {
		rmSync(root, { recursive: true, force: true });
	}
}

function sizeOf(path: string): number {
	return statSync(path).size;
}

function print(figures: ImportFigures, first: ImportSummary): void {
	const line = (name: string, value: string, goal = '') => {
		process.stdout.write(`${name.padEnd(34)}${value.padStart(14)}  ${goal}\n`);
	};
	line('AAF export', `${figures.megabytes.toFixed(0)} MB`, `${first.pupils.created} pupils, ${first.guardians.created} guardians, ${first.staff.created} staff`);
	line('bare saxes pass', figures.bare.map((seconds) => seconds.toFixed(1)).join(' · ') + ' s');
	line('first import', `${figures.firstRatio.toFixed(2)} ×`, `goal ≤ 5 (${figures.first.toFixed(1)} s)`);
	line('unchanged import', `${figures.unchangedRatio.toFixed(2)} ×`, `goal ≤ 3 (${figures.unchanged.toFixed(1)} s)`);
	line('peak memory', `${figures.peakMegabytes.toFixed(0)} MB`, 'goal ≤ 600');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const [schools, pupils] = process.argv.slice(2).map(Number);
	await benchImport(schools && pupils ? { schools, pupils } : DEPARTEMENT);
}
