/** One web process: the composed app behind our own HTTP server. Started by the supervisor, one per core. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createApi } from '#api';
import { loadConfig } from '#platform/config';
import { addresses } from '#platform/installation';
import { PreauError } from '#platform/failure';
import { listen } from '#platform/jobs';
import { provideApp } from '../app-handle.ts';
import { createPublicPages } from '../server/http/public-pages.ts';
import { createWebServer, type Handler } from '../server/http/server.ts';
import { composeApp } from './compose.ts';

/** What adapter-node reads, under its own prefix. Our server makes these headers; see http/server.ts. */
Object.assign(process.env, {
	PREAU_KIT_PROTOCOL_HEADER: 'x-preau-proto',
	PREAU_KIT_HOST_HEADER: 'x-preau-host',
	PREAU_KIT_BODY_SIZE_LIMIT: '4M'
});

const config = loadConfig();
const app = composeApp(config, addresses(config), { process: 'web' });
provideApp(app);

const build = fileURLToPath(new URL('../../build/handler.js', import.meta.url));
if (!existsSync(build)) throw new PreauError('Les pages ne sont pas construites.', 'Lancez « npm run build ».');
const { handler } = (await import(pathToFileURL(build).href)) as { handler: Handler };

const publicPages = createPublicPages(app, (path, locale) =>
	fetch(`http://127.0.0.1:${port()}${path}`, { redirect: 'manual', headers: { 'x-preau-render': '1', host: new URL(config.origin).host, cookie: locale === 'en' ? 'langue=en' : '' } }));

const server = createWebServer({ app, pages: handler, publicPages, api: createApi(app) });
const listener = await listen(app.database, {
	session: (id) => { app.ports.sessions.forget(id || undefined); },
	news: () => { publicPages.invalidate(); }
}, app.log, () => {
	// What was missed while the connection was away is unknown: forget everything.
	app.ports.sessions.forget();
	publicPages.invalidate();
});
server.listen(config.port, config.host);
await once(server, 'listening');
process.send?.({ kind: 'ready', port: port() });
app.log.info({ port: port() }, 'web ready');

function port(): number {
	const address = server.address();
	return typeof address === 'object' && address ? address.port : config.port;
}

let stopping = false;
/** Finish what was begun, then go: a rolling restart fails no request. */
async function stop(): Promise<void> {
	if (stopping) return;
	stopping = true;
	const closed = once(server, 'close');
	server.close();
	server.closeIdleConnections();
	const impatient = setTimeout(() => { server.closeAllConnections(); }, 8_000);
	await closed;
	clearTimeout(impatient);
	await listener.stop();
	await app.close();
	process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('disconnect', () => void stop());
process.on('SIGINT', () => undefined);
