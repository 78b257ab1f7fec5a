import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['src/**/*.test.ts', 'tests/*.test.ts', 'tests/{security,chaos}/**/*.test.ts'],
		globalSetup: ['tests/support/global-setup.ts'],
		setupFiles: ['tests/support/own-schema.ts'],
		// For the processes that tests start: compiling the house anew each time is half of a command line's time.
		env: { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), 'preau-compiled') },
		testTimeout: 30_000,
		hookTimeout: 60_000,
		// Two cores: the database works too.
		maxWorkers: 2
	}
});
