/**
 * What runs in a browser, in two halves at once, each on a demo of its own: the sweeps that look at every page, and
 * the journeys that write. One half waits for axe while the other waits for letters: two cores are kept busy.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { chromiumLaunch } from './support/chromium.ts';

const PORT = Number(process.env.PREAU_TEST_PORT ?? 3999);
const PLAYWRIGHT = fileURLToPath(import.meta.resolve('@playwright/test/cli'));

/** Exit code, and what it printed when it is not to be seen at once. */
async function half(port: number, projects: string[], seen: boolean): Promise<{ code: number; printed: string }> {
	const child = spawn(process.execPath, [PLAYWRIGHT, 'test', ...projects.map((name) => `--project=${name}`), ...process.argv.slice(2)], {
		env: { ...process.env, PREAU_TEST_PORT: String(port) },
		stdio: ['ignore', seen ? 'inherit' : 'pipe', seen ? 'inherit' : 'pipe']
	});
	const parts: Buffer[] = [];
	for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => parts.push(part));
	const [code] = (await once(child, 'close')) as [number | null];
	return { code: code ?? 1, printed: Buffer.concat(parts).toString() };
}

// Unpacked once, before two would do it at once.
await chromiumLaunch();
const sweeps = half(PORT + 500, ['access'], false);
const journeys = half(PORT, ['desktop', 'phone', 'without-javascript'], true);
const { printed } = await sweeps;
await journeys;
process.stdout.write(`\nEvery page, looked at\n${printed}`);
process.exitCode = (await Promise.all([sweeps, journeys])).some((one) => one.code !== 0) ? 1 : 0;
