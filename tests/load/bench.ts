/**
 * `npm run bench`: what is promised about speed, as ratios measured in one run, with the machine beside
 * them. A timing alone says nothing on a shared machine. `node tests/load/bench.ts pages` measures pages only.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { visitor } from '#kernel/actor';
import { loadConfig } from '#platform/config';
import { addresses } from '#platform/installation';
import { composeApp } from '../../src/processes/compose.ts';
import type { Statement } from './bare.ts';
import { benchImport } from './bench-import.ts';
import { load, type Outcome } from './load.ts';
import { benchLogins } from './logins.ts';
import { createRecorder } from './record.ts';
import { median, say } from './site.ts';
import { benchWeights } from './weights.ts';

const PORT = Number(process.env.PREAU_TEST_PORT ?? 3998);
const ROUNDS = 3;
const REQUESTS = 1_500;
const CONNECTIONS = 16;
const pagesOnly = process.argv[2] === 'pages';

const data = mkdtempSync(join(tmpdir(), 'preau-bench-'));
Object.assign(process.env, { PREAU_DATA: data, PORT: String(PORT), PREAU_WORKERS: '1', PREAU_LOG: 'error' });

async function untilReady(): Promise<void> {
	for (let waited = 0; waited < 240; waited++) {
		const ready = await fetch(`http://127.0.0.1:${PORT}/readyz`).then(
			(answer) => answer.ok,
			() => false
		);
		if (ready) return;
		await pause(1_000);
	}
	throw new Error('the server did not start');
}

async function startBare(): Promise<{ child: ChildProcess; port: number; use(statements: Statement[] | { bytes: number }): Promise<void> }> {
	const child = fork(fileURLToPath(new URL('./bare.ts', import.meta.url)), { serialization: 'advanced' });
	const [message] = (await once(child, 'message')) as [{ port: number }];
	return {
		child,
		port: message.port,
		async use(statements) {
			child.send(statements);
			await once(child, 'message');
		}
	};
}

/** Several rounds, page and bare in turn, so that both meet the same machine. Gives the median ratio. */
async function compare(name: string, page: Parameters<typeof load>[0], bare: Parameters<typeof load>[0], goal: number): Promise<void> {
	const pages: Outcome[] = [];
	const bares: Outcome[] = [];
	// Every connection plans each statement six times before it keeps the plan.
	await load({ ...page, requests: 1_500 });
	await load({ ...bare, requests: 1_500 });
	for (let round = 0; round < ROUNDS; round++) {
		bares.push(await load(bare));
		pages.push(await load(page));
	}
	const ratio = median(pages.map((one, at) => one.perSecond / (bares[at]?.perSecond ?? 1)));
	const errors = pages.reduce((sum, one) => sum + one.errors, 0);
	say(
		`${name.padEnd(22)} ratio ${ratio.toFixed(2)} (goal ≥ ${goal})   ${median(pages.map((one) => one.perSecond)).toFixed(0)}/s against ${median(bares.map((one) => one.perSecond)).toFixed(0)}/s, p95 ${median(pages.map((one) => one.p95)).toFixed(0)} ms, ${errors} errors`
	);
}

say(`# npm run bench · ${new Date().toISOString()}`);
say(`${cpus().length} cores (${cpus()[0]?.model ?? '?'}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}; database, server and load on the same machine`);
say();

const server = spawn(process.execPath, [fileURLToPath(new URL('../../src/processes/start.ts', import.meta.url))], { stdio: ['ignore', 'ignore', 'inherit'], env: process.env });
try {
	await untilReady();
	const config = loadConfig();
	const app = composeApp(config, addresses(config), { process: 'bench' });
	const { password } = JSON.parse(readFileSync(join(data, 'demo.json'), 'utf8')) as { password: string };
	const opened = await app.call('identity.login', visitor, { login: 'helene.durand', password });
	if (!opened.ok) throw new Error(opened.message);
	const cookie = `preau=${opened.value.token}`;
	const reader = await app.ports.sessions.find(opened.value.token);
	if (!reader) throw new Error('no session');
	const inbox = await app.call('messaging.inbox', reader.actor, {});
	if (!inbox.ok) throw new Error(inbox.message);
	const thread = inbox.value.messages[0]?.threadId;

	say('## Pages against a bare handler running the same SQL');
	const bare = await startBare();
	const recorder = await createRecorder(config);
	const gzip = { 'accept-encoding': 'gzip' };
	for (const [name, path] of [
		['home', '/accueil'],
		['inbox', '/messagerie'],
		['thread', thread ? `/messagerie/${thread}` : null],
		['news', '/actualites']
	] as const) {
		if (path === null) {
			say(`${name.padEnd(22)} nothing to read in the demo`);
			continue;
		}
		await bare.use(await recorder.visit(path, cookie));
		await compare(
			name,
			{ port: PORT, path, headers: { cookie, ...gzip }, requests: REQUESTS, connections: CONNECTIONS },
			{ port: bare.port, path: '/', requests: REQUESTS, connections: CONNECTIONS },
			0.4
		);
	}
	const { bytes } = await load({ port: PORT, path: '/connexion', headers: gzip, requests: 1, connections: 1 });
	await bare.use({ bytes });
	await compare(
		'public page',
		{ port: PORT, path: '/connexion', headers: gzip, requests: REQUESTS * 4, connections: CONNECTIONS },
		{ port: bare.port, path: '/', requests: REQUESTS * 4, connections: CONNECTIONS },
		0.7
	);
	await recorder.close();
	bare.child.kill();

	if (!pagesOnly) {
		say();
		await benchLogins(PORT, password, say);
		say();
		await benchWeights(PORT, cookie, say);
	}
	await app.close();
} finally {
	server.kill('SIGTERM');
	await once(server, 'exit');
	rmSync(data, { recursive: true, force: true });
}
if (!pagesOnly) {
	say();
	await benchImport();
}
