import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from './tests/support/chromium.ts';
import { PUSH_HOST } from './tests/support/demo-data.ts';

// Each command line a journey runs compiles the house anew otherwise: half of its time.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'preau-compiled');

const PORT = Number(process.env.PREAU_TEST_PORT ?? 3999);
const { executablePath, args, env } = await chromiumLaunch();

export default defineConfig({
	testDir: 'tests',
	testMatch: ['e2e/**/*.spec.ts', 'nojs/**/*.spec.ts', 'a11y/**/*.spec.ts'],
	outputDir: `test-results/${PORT}`,
	// Journeys write to one demo, one after the other; the sweeps of « access » have theirs (tests/journeys.ts).
	workers: 1,
	timeout: 60_000,
	// Three lanes share two cores: what takes one second alone may take some.
	expect: { timeout: 10_000 },
	reporter: [['list']],
	forbidOnly: true,
	use: {
		baseURL: `http://localhost:${PORT}`,
		// A microphone that hears a tone, and nobody who has to be asked for it.
		launchOptions: { executablePath, args: [...args, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'], env },
		locale: 'fr-FR',
		timezoneId: 'Europe/Paris'
	},
	projects: [
		{ name: 'access', testMatch: ['a11y/**/*.spec.ts'], use: { viewport: { width: 1280, height: 860 } } },
		{ name: 'desktop', testMatch: ['e2e/**/*.spec.ts'], use: { viewport: { width: 1280, height: 860 } } },
		{ name: 'phone', testMatch: ['e2e/**/*.spec.ts'], grepInvert: /@once/, use: { viewport: { width: 360, height: 740 }, hasTouch: true } },
		{ name: 'without-javascript', testMatch: ['nojs/**/*.spec.ts'], use: { viewport: { width: 360, height: 740 }, javaScriptEnabled: false } }
	],
	webServer: {
		command: 'node tests/support/demo-server.ts',
		url: `http://localhost:${PORT}/readyz`,
		timeout: 240_000,
		gracefulShutdown: { signal: 'SIGTERM', timeout: 12_000 },
		// Most journeys read what they just sent: they wait the least an installation may set.
		env: { PORT: String(PORT), PREAU_LOG: 'warn', PREAU_UNDO_SECONDS: '5', PREAU_WORKERS: '2', PREAU_PUSH_HOSTS: PUSH_HOST },
		stdout: 'ignore',
		stderr: 'pipe'
	}
});
