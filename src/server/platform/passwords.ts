/**
 * Argon2id in threads of its own, with a bounded queue: pages stay quick while people log in, and when
 * more log in than the machine can verify, the last are told to try again rather than all waiting.
 */
import { Worker } from 'node:worker_threads';

export interface Passwords {
	hash(password: string): Promise<string>;
	verify(hash: string, password: string): Promise<boolean>;
	/** Takes as long as a verification: for logins that do not exist. */
	pretend(password: string): Promise<false>;
	/** Waiting and running verifications. */
	load(): number;
	close(): Promise<void>;
}

/** The queue is full: answer 503 with Retry-After. */
export class PasswordsBusy extends Error {
	override name = 'PasswordsBusy';
}

interface Task {
	message: { kind: 'hash' | 'verify'; password: string; hash?: string };
	resolve: (value: string | boolean) => void;
	reject: (error: Error) => void;
}

export function createPasswords(options: { threads?: number; queue?: number } = {}): Passwords {
	const threads = options.threads ?? 1;
	const most = options.queue ?? 500;
	const waiting: Task[] = [];
	const idle: Worker[] = [];
	const running = new Map<Worker, Task>();
	let started = 0;
	let dummy: Promise<string> | null = null;

	function start(): Worker {
		started++;
		const worker = new Worker(new URL('./passwords-thread.ts', import.meta.url));
		worker.unref();
		worker.on('message', (answer: { value?: string | boolean; error?: string }) => {
			const task = running.get(worker);
			running.delete(worker);
			idle.push(worker);
			if (answer.error !== undefined) task?.reject(new Error(answer.error));
			else task?.resolve(answer.value ?? false);
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

	function ask(message: Task['message']): Promise<string | boolean> {
		if (waiting.length >= most) return Promise.reject(new PasswordsBusy());
		return new Promise((resolve, reject) => {
			waiting.push({ message, resolve, reject });
			next();
		});
	}

	return {
		hash: async (password) => String(await ask({ kind: 'hash', password })),
		verify: async (hash, password) => (await ask({ kind: 'verify', hash, password })) === true,
		async pretend(password) {
			dummy ??= ask({ kind: 'hash', password: 'nobody has this password' }) as Promise<string>;
			await ask({ kind: 'verify', hash: await dummy, password });
			return false;
		},
		load: () => waiting.length + running.size,
		async close() {
			await Promise.all([...idle, ...running.keys()].map((worker) => worker.terminate()));
		}
	};
}
