/**
 * Where the pages find the composed app. The pages are bundled, the server code is not; the process
 * that starts both leaves the app here, so that there is one database pool and one copy of everything.
 */
import type { App } from '#app';

const KEY = Symbol.for('preau.app');

export function provideApp(app: App): void {
	(globalThis as Record<symbol, unknown>)[KEY] = app;
}

export function theApp(): App {
	const app = (globalThis as Record<symbol, unknown>)[KEY] as App | undefined;
	if (!app) throw new Error('the app is not composed in this process: start it with src/processes');
	return app;
}
