import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['src/**/*.test.ts', 'tests/*.test.ts', 'tests/{security,chaos}/**/*.test.ts'],
		globalSetup: ['tests/support/global-setup.ts'],
		setupFiles: ['tests/support/own-schema.ts'],
		testTimeout: 30_000,
		hookTimeout: 60_000,
		// Two cores: the database works too.
		maxWorkers: 2
	}
});
