/** Build the pages when there are none, or when a source is newer. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PreauError } from '#platform/failure';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const SOURCES = ['src/routes', 'src/ui', 'messages', 'static', 'vite.config.ts', 'src/app.html', 'src/hooks.server.ts'];

const BUILT = join(ROOT, 'build/handler.js');

export function pagesAreBuilt(): boolean {
	return existsSync(BUILT);
}

export function pagesAreFresh(): boolean {
	if (!pagesAreBuilt()) return false;
	const when = statSync(BUILT).mtimeMs;
	return SOURCES.every((source) => newest(join(ROOT, source)) <= when);
}

function newest(path: string): number {
	const stat = statSync(path);
	if (!stat.isDirectory()) return stat.mtimeMs;
	return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

export function buildPages(): Promise<void> {
	process.stderr.write('Construction des pages…\n');
	const node = process.execPath;
	for (const args of [['tools/catalogues.mjs'], ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error']]) {
		// The build forks `node` by name: it must find this one, not an older one of the machine.
		const done = spawnSync(node, args, { cwd: ROOT, encoding: 'utf8', env: { ...process.env, PATH: `${dirname(node)}:${process.env.PATH ?? ''}` } });
		if (done.status !== 0) throw new PreauError(`La construction des pages a échoué : ${(done.stderr || done.stdout).trim()}`);
	}
	return Promise.resolve();
}
