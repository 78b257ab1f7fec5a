import { parentPort } from 'node:worker_threads';
import { hashSync, verifySync } from '@node-rs/argon2';

// OWASP Password Storage Cheat Sheet: Argon2id, 19 MiB, 2 passes, 1 lane.
const OPTIONS = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

parentPort?.on('message', (task: { kind: 'hash' | 'verify'; password: string; hash?: string }) => {
	try {
		const value = task.kind === 'hash' ? hashSync(task.password, OPTIONS) : verifySync(task.hash ?? '', task.password);
		parentPort?.postMessage({ value });
	} catch (error) {
		parentPort?.postMessage({ error: (error as Error).message });
	}
});
