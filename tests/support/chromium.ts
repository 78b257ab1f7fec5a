/**
 * The Chromium that comes from the npm registry, on whatever Linux: a machine without libnss3 gets the
 * libraries that ship inside the package, for that process alone.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { brotliDecompressSync } from 'node:zlib';
import chromium from '@sparticuz/chromium';
import { extract } from 'tar-stream';

const SYSTEM_LIBRARIES = ['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/lib/aarch64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib', '/lib64'];
const NEEDED = ['libnss3.so', 'libnspr4.so'];

/** Without any way out: a page that asks another host for anything fails. */
const ARGUMENTS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-dev-shm-usage',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--no-first-run',
	'--disable-quic',
	'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'
];

export interface Launch {
	executablePath: string;
	args: string[];
	env: Record<string, string>;
}

export async function chromiumLaunch(): Promise<Launch> {
	const env = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
	const executablePath = await chromium.executablePath();
	const there = NEEDED.every((library) => SYSTEM_LIBRARIES.some((folder) => existsSync(join(folder, library))));
	if (!there) env.LD_LIBRARY_PATH = [await unpackLibraries(), env.LD_LIBRARY_PATH].filter(Boolean).join(':');
	return { executablePath, args: ARGUMENTS, env };
}

/** Unpack `al2023.tar.br` once into the temporary folder; gives the folder with the libraries. */
async function unpackLibraries(): Promise<string> {
	// The package exports its code alone, which lies in `build`: beside it is `bin`.
	const home = dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')));
	const target = join(tmpdir(), 'preau-chromium-libraries');
	const lib = join(target, 'lib');
	if (existsSync(join(target, 'done'))) return lib;
	const archive = brotliDecompressSync(readFileSync(join(home, 'bin/al2023.tar.br')));
	for await (const entry of Readable.from([archive]).pipe(extract())) {
		const name = entry.header.name;
		if (entry.header.type !== 'file' || name.includes('..')) {
			entry.resume();
			continue;
		}
		const parts: Buffer[] = [];
		for await (const part of entry) parts.push(part as Buffer);
		mkdirSync(dirname(join(target, name)), { recursive: true });
		writeFileSync(join(target, name), Buffer.concat(parts), { mode: 0o755 });
	}
	writeFileSync(join(target, 'done'), '');
	return lib;
}
