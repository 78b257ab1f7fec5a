/**
 * What runs in a browser, side by side, each lane on a demo of its own: the journeys
 * at a desk, those on a phone, the sweeps that look at every page and what is done without JavaScript. One waits for axe while another waits for a letter: two cores are busy.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { chromiumLaunch } from './support/chromium.ts';

const PORT = Number(process.env.PREAU_TEST_PORT ?? 3999);
const PLAYWRIGHT = fileURLToPath(import.meta.resolve('@playwright/test/cli'));

/** Projects of `playwright.config.ts`. The first is seen as it goes, the others when they are done. */
const LANES = [['desktop'], ['phone'], ['access', 'without-javascript']];

async function run(projects: string[], at: number): Promise<boolean> {
	const child = spawn(process.execPath, [PLAYWRIGHT, 'test', ...projects.map((name) => `--project=${name}`), ...process.argv.slice(2)], {
		env: { ...process.env, PREAU_TEST_PORT: String(PORT + 500 * at) },
		stdio: ['ignore', at === 0 ? 'inherit' : 'pipe', at === 0 ? 'inherit' : 'pipe']
	});
	const parts: Buffer[] = [];
	for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => parts.push(part));
	const [code] = (await once(child, 'close')) as [number | null];
	if (at > 0) {
		await lanes[0];
		process.stdout.write(`\n${projects.join(', ')}\n${Buffer.concat(parts).toString()}`);
	}
	return code === 0;
}

// Unpacked once, before three would do it at once.
await chromiumLaunch();
const lanes: Promise<boolean>[] = [];
for (const [at, projects] of LANES.entries()) lanes.push(run(projects, at));
process.exitCode = (await Promise.all(lanes)).every(Boolean) ? 0 : 1;
