/** Development: one process, pages by Vite with reload; server code with `node --watch`. */
import { createServer as createVite } from 'vite';
import { createApi } from '#api';
import { loadConfig } from '#platform/config';
import { open } from '#platform/installation';
import { listen, startWorker } from '#platform/jobs';
import { provideApp } from '../app-handle.ts';
import { createDirect } from '../server/http/direct.ts';
import { createWebServer } from '../server/http/server.ts';
import { composeApp } from './compose.ts';
import { migrateAll } from './migrate-all.ts';

const config = loadConfig();
const opened = await open(config);
await migrateAll(config);
const app = composeApp(config, opened.addresses, { process: 'dev' });
provideApp(app);
const worker = await startWorker(app.database, opened.addresses.system, app.jobs, app.log);
const vite = await createVite({ server: { middlewareMode: true }, appType: 'custom' });
const direct = createDirect(app);
const listener = await listen(app.database, { notice: (accounts) => direct.told(accounts.split(',')) }, app.log);
const server = createWebServer({
	app,
	pages: (request, response, next) => {
		vite.middlewares(request, response, next);
	},
	publicPages: null,
	api: createApi(app),
	direct
});
server.listen(config.port, config.host, () => {
	process.stdout.write(`${config.origin}\n`);
});

process.on('SIGINT', () => {
	server.close();
	server.closeAllConnections();
	direct.close();
	void Promise.all([vite.close(), worker.stop(), listener.stop()])
		.then(() => app.close())
		.then(() => opened.close())
		.then(() => process.exit(0));
});
