/** The house as an operator runs it: real processes on a folder and a port of their own, for tests that kill them. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const SERVE = ['src/cli/main.ts', 'serve'];

/** Below the ports a system gives to who connects: a client that knocks while nobody listens must never be given this one, and hold it. */
export async function freePort(): Promise<number> {
	for (let candidate = 20_000 + Math.floor(Math.random() * 10_000); ; candidate++) {
		const probe = createServer().listen(candidate, '127.0.0.1');
		const free = await once(probe, 'listening').then(
			() => true,
			() => false
		);
		probe.close();
		if (free) return candidate;
	}
}

/** Milliseconds until `true`. */
export async function until(what: () => Promise<boolean> | boolean, seconds: number, told: () => string = () => ''): Promise<number> {
	const began = Date.now();
	while (!(await what())) {
		if (Date.now() - began > seconds * 1000) throw new Error(`not within ${seconds} s\n${told()}`);
		await pause(100);
	}
	return Date.now() - began;
}

export class House {
	readonly data = mkdtempSync(join(tmpdir(), 'preau-house-'));
	readonly #env: NodeJS.ProcessEnv;
	readonly port: number;
	/** Everything that was said on standard error since the first start. */
	log = '';
	process: ChildProcess | null = null;

	constructor(port: number, env: NodeJS.ProcessEnv = {}) {
		this.port = port;
		this.#env = env;
	}

	get origin(): string {
		return `http://localhost:${this.port}`;
	}

	#environment(more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
		return {
			...process.env,
			PREAU_DATA: this.data,
			PORT: String(this.port),
			HOST: '127.0.0.1',
			PREAU_ORIGIN: this.origin,
			PREAU_WORKERS: '2',
			PREAU_LOG: 'info',
			...this.#env,
			...more
		};
	}

	start(program: readonly string[] = SERVE, more: NodeJS.ProcessEnv = {}): ChildProcess {
		const child = spawn(process.execPath, program, { cwd: ROOT, env: this.#environment(more), stdio: ['ignore', 'ignore', 'pipe'] });
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			this.log += text;
		});
		this.process = child;
		return child;
	}

	/** Run a command to its end. */
	preau(args: string[], more: NodeJS.ProcessEnv = {}) {
		return spawnSync(process.execPath, ['src/cli/main.ts', ...args], { cwd: ROOT, env: this.#environment(more), encoding: 'utf8' });
	}

	/** 0 when nobody answers. */
	async status(path: string): Promise<number> {
		try {
			const answer = await fetch(`http://127.0.0.1:${this.port}${path}`, { signal: AbortSignal.timeout(10_000) });
			await answer.arrayBuffer();
			return answer.status;
		} catch {
			return 0;
		}
	}

	until(what: () => Promise<boolean> | boolean, seconds: number): Promise<number> {
		return until(what, seconds, () => this.log.split('\n').slice(-15).join('\n'));
	}

	ready(seconds: number): Promise<number> {
		return this.until(async () => (await this.status('/readyz')) === 200, seconds);
	}

	postgresPid(): number {
		return Number(readFileSync(join(this.data, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
	}

	/** Process ids that said they were ready, the newest last. */
	pidsOf(message: string): number[] {
		return this.log
			.split('\n')
			.filter((line) => line.includes(`"msg":"${message}"`))
			.map((line) => (JSON.parse(line) as { pid: number }).pid);
	}

	/**
	 * Web processes that run, the newest last: children of the supervisor. A number alone is not enough: after some thousand
	 * processes the system gives it to another, and who kills by it kills strangers.
	 */
	webs(): number[] {
		return [...new Set(this.pidsOf('web ready'))].filter((pid) => alive(pid) && parentOf(pid) === this.process?.pid);
	}

	/** Stop it as systemd would. */
	async stop(): Promise<void> {
		if (this.process?.exitCode === null && this.process.signalCode === null) {
			const gone = once(this.process, 'exit');
			this.process.kill('SIGTERM');
			await gone;
		}
	}

	/** Stop it, and remove its folder. */
	async close(): Promise<void> {
		await this.stop();
		rmSync(this.data, { recursive: true, force: true });
	}
}

export function alive(pid: number): boolean {
	return existsSync(`/proc/${pid}`);
}

function parentOf(pid: number): number {
	try {
		// Its name, which may hold anything, stands in brackets before.
		return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
	} catch {
		return 0;
	}
}
