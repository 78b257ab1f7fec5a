/**
 * Argon2id in threads of its own, with a bounded queue: pages stay quick while people log in, and when
 * more log in than the machine can verify, the last are told to try again rather than all waiting.
 */
import { Worker } from 'node:worker_threads';
import type { Weakness } from './password-strength.ts';

export interface Passwords {
	hash(password: string): Promise<string>;
	verify(hash: string, password: string): Promise<boolean>;
	/** Takes as long as a verification: for logins that do not exist. */
	pretend(password: string): Promise<false>;
	/** Null when good enough, else why not; see `password-strength.ts`. */
	weakness(password: string, about: string[]): Promise<Weakness | null>;
	/** Waiting and running verifications. */
	load(): number;
	/** Verifications made since the start, whatever their outcome. */
	verifications(): number;
	close(): Promise<void>;
}

/** Stands where a password was taken back: only a code opens the account. */
export const VOID_HASH = '!';

/** The queue is full: answer 503 with Retry-After. */
export class PasswordsBusy extends Error {
	override name = 'PasswordsBusy';
}

/** What a thread is asked; it answers with a value of the kind. */
export interface PasswordTask {
	kind: 'hash' | 'verify' | 'weakness';
	password: string;
	hash?: string;
	about?: string[];
}
type Answer = string | boolean | null;

interface Task {
	message: PasswordTask;
	resolve: (value: Answer) => void;
	reject: (error: Error) => void;
}

export function createPasswords(options: { threads?: number; queue?: number } = {}): Passwords {
	const threads = options.threads ?? 1;
	const most = options.queue ?? 500;
	const waiting: Task[] = [];
	const idle: Worker[] = [];
	const running = new Map<Worker, Task>();
	let started = 0;
	let verified = 0;
	let dummy: Promise<string> | null = null;

	function start(): Worker {
		started++;
		const worker = new Worker(new URL('./passwords-thread.ts', import.meta.url));
		worker.unref();
		worker.on('message', (answer: { value?: Answer; error?: string }) => {
			const task = running.get(worker);
			running.delete(worker);
			idle.push(worker);
			if (answer.error !== undefined) task?.reject(new Error(answer.error));
			else task?.resolve(answer.value ?? null);
			next();
		});
		worker.on('error', (error) => {
			started--;
			running.get(worker)?.reject(error);
			running.delete(worker);
			next();
		});
		return worker;
	}

	function next(): void {
		while (waiting.length > 0) {
			const worker = idle.pop() ?? (started < threads ? start() : undefined);
			if (!worker) return;
			const task = waiting.shift();
			if (!task) return void idle.push(worker);
			running.set(worker, task);
			worker.postMessage(task.message);
		}
	}

	function ask(message: PasswordTask): Promise<Answer> {
		if (waiting.length >= most) return Promise.reject(new PasswordsBusy());
		return new Promise((resolve, reject) => {
			waiting.push({ message, resolve, reject });
			next();
		});
	}

	/** Against no hash (no such login, or the password was taken back): false, after the same work in the same order. */
	async function verify(hash: string | null, password: string): Promise<boolean> {
		dummy ??= ask({ kind: 'hash', password: 'nobody has this password' }) as Promise<string>;
		const nobody = await dummy.catch((error: unknown) => {
			dummy = null;
			throw error;
		});
		verified++;
		const good = (await ask({ kind: 'verify', hash: hash ?? nobody, password })) === true;
		return good && hash !== null;
	}

	return {
		hash: async (password) => String(await ask({ kind: 'hash', password })),
		verify: (hash, password) => verify(hash === VOID_HASH ? null : hash, password),
		pretend: async (password) => {
			await verify(null, password);
			return false;
		},
		weakness: async (password, about) => (await ask({ kind: 'weakness', password, about })) as Weakness | null,
		load: () => waiting.length + running.size,
		verifications: () => verified,
		async close() {
			await Promise.all([...idle, ...running.keys()].map((worker) => worker.terminate()));
		}
	};
}
