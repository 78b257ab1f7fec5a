import { parentPort } from 'node:worker_threads';
import { hashSync, verifySync } from '@node-rs/argon2';
import { weaknessOf } from './password-strength.ts';
import type { PasswordTask } from './passwords.ts';

// OWASP Password Storage Cheat Sheet: Argon2id, 19 MiB, 2 passes, 1 lane.
const OPTIONS = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

function answer(task: PasswordTask): string | boolean | null {
	switch (task.kind) {
		case 'hash':
			return hashSync(task.password, OPTIONS);
		case 'verify':
			return verifySync(task.hash ?? '', task.password);
		case 'weakness':
			return weaknessOf(task.password, task.about ?? []);
	}
}

parentPort?.on('message', (task: PasswordTask) => {
	try {
		parentPort?.postMessage({ value: answer(task) });
	} catch (error) {
		parentPort?.postMessage({ error: (error as Error).message });
	}
});
