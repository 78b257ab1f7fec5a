/** Files as the modules have them: where bytes arrive, where they stay, who may write, what is in them. */
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Database } from '../database.ts';
import { createHasher, type Hasher } from './hasher.ts';
import { createLocalStore } from './local-store.ts';
import { createLocks, type Locks } from './locks.ts';
import { createScanner, type Scanner } from './scanner.ts';
import { createSpool, type Spool } from './spool.ts';
import { createS3Store } from './s3-store.ts';
import type { FileStore } from './store.ts';

export interface Files {
	spool: Spool;
	store: FileStore;
	locks: Locks;
	hasher: Hasher;
	/** Null where no clamd is configured. */
	scanner: Scanner | null;
	close(): Promise<void>;
}

export function createFiles(config: Config, database: Database): Files {
	const folder = join(config.data, 'fichiers');
	const locks = createLocks(database);
	const hasher = createHasher();
	const objects = config.s3 === null ? null : createS3Store(config.s3);
	return {
		spool: createSpool(join(folder, 'arrivees')),
		store: objects ?? createLocalStore(join(folder, 'contenus')),
		locks,
		hasher,
		scanner: config.clamd === null ? null : createScanner(config.clamd),
		async close() {
			locks.close();
			await hasher.close();
			await objects?.close();
		}
	};
}

declare module '#kernel/context' {
	interface Ports {
		files: Files;
	}
}
