/** One web process: the composed app behind our own HTTP server. Started by the supervisor, one per core. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { Server as NetServer, type AddressInfo } from 'node:net';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createApi } from '#api';
import { jobCounts, startSampling } from '#modules/operations';
import { loadConfig } from '#platform/config';
import { addresses } from '#platform/installation';
import { PreauError } from '#platform/failure';
import { listen } from '#platform/jobs';
import { createMetrics } from '#platform/metrics';
import { provideApp } from '../app-handle.ts';
import { provideMetrics } from '../server/http/health.ts';
import { createDirect } from '../server/http/direct.ts';
import { createPublicPages } from '../server/http/public-pages.ts';
import { createRouteNames } from '../server/http/routes.ts';
import { createWebServer, fixedHeaders, type Handler } from '../server/http/server.ts';
import { composeApp } from './compose.ts';
import { metricsOfAll } from './metrics-of-all.ts';
import { requestLine } from './request-line.ts';

/** What adapter-node reads, under its own prefix. Our server makes these headers; see http/server.ts. */
Object.assign(process.env, {
	PREAU_KIT_PROTOCOL_HEADER: 'x-preau-proto',
	PREAU_KIT_HOST_HEADER: 'x-preau-host',
	PREAU_KIT_BODY_SIZE_LIMIT: '4M'
});
/** A request still running this long after SIGTERM is cut: the whole house must be down in ten seconds. */
const PATIENCE_MS = 7_500;
/** Idle connections may still ask for this long. */
const GRACE_MS = 1_500;

const config = loadConfig();
const app = composeApp(config, addresses(config), { process: 'web' });
provideApp(app);

const build = new URL('../../build/', import.meta.url);
if (!existsSync(fileURLToPath(new URL('handler.js', build)))) throw new PreauError('Les pages ne sont pas construites.', 'Lancez « npm run build ».');
const { handler } = (await import(pathToFileURL(fileURLToPath(new URL('handler.js', build))).href)) as { handler: Handler };
const { manifest } = (await import(new URL('server/manifest.js', build).href)) as { manifest: { routes: { id: string; pattern: RegExp }[] } };

// Public pages are rendered by this process, for itself: another may still be of the build before.
const renderToken = randomUUID();
const inner = createServer((request, response) => {
	server.emit('request', request, response);
});
const publicPages = createPublicPages(app, fixedHeaders(config.secure), (path, locale) =>
	fetch(`http://127.0.0.1:${(inner.address() as AddressInfo).port}${path}`, {
		redirect: 'manual',
		headers: { 'x-preau-render': renderToken, host: new URL(config.origin).host, 'accept-encoding': 'identity', connection: 'close', cookie: locale === 'en' ? 'langue=en' : '' }
	})
);

const metrics = createMetrics({
	database: () => app.database.load(),
	passwords: () => app.ports.passwords.load(),
	verifications: () => app.ports.passwords.verifications(),
	jobs: () => app.database.system(jobCounts)
});
provideMetrics(metricsOfAll());
const observe = requestLine(app.log, metrics, createRouteNames(app, manifest.routes), renderToken);
const direct = createDirect(app);
const server = createWebServer({ app, pages: handler, publicPages, renderToken, api: createApi(app), direct, observe });
const listener = await listen(
	app.database,
	{
		session: (id) => {
			app.ports.sessions.forget(id || undefined);
			void direct.check().catch(() => undefined);
		},
		notice: (accounts) => {
			direct.told(accounts.split(','));
		},
		news: () => {
			publicPages.invalidate();
		}
	},
	app.log,
	() => {
		// What was missed while the connection was away is unknown: forget everything.
		app.ports.sessions.forget();
		publicPages.databaseThere(true);
		publicPages.invalidate();
	},
	() => {
		publicPages.databaseThere(false);
	}
);
inner.listen({ port: 0, host: '127.0.0.1', exclusive: true });
await once(inner, 'listening');
// The last information is there before the first visitor is; without the database, as it was kept.
await publicPages.start();
server.listen(config.port, config.host);
await once(server, 'listening');
const stopSampling = startSampling('web', { database: app.database, clock: app.engine.clock, log: app.log, pid: process.pid, interval: () => metrics.interval() });
process.send?.({ kind: 'ready' });
app.log.info('web ready');

let stopping = false;
/** Finish what was begun, then go: a rolling restart fails no request. */
async function stop(): Promise<void> {
	if (stopping) return;
	stopping = true;
	stopSampling();
	publicPages.stop();
	direct.close();
	inner.close();
	// Who asks again on an open connection is answered, and told that it was the last time.
	server.prependListener('request', (_request, response) => {
		response.setHeader('connection', 'close');
	});
	const closed = once(server, 'close');
	// Not the HTTP server's own close: that also cuts idle connections, one of which may be asking just now.
	NetServer.prototype.close.call(server);
	let idle: NodeJS.Timeout | undefined;
	const grace = setTimeout(() => {
		idle = setInterval(() => {
			server.closeIdleConnections();
		}, 50);
	}, GRACE_MS);
	const impatient = setTimeout(() => {
		server.closeAllConnections();
	}, PATIENCE_MS);
	await closed;
	clearTimeout(grace);
	clearInterval(idle);
	clearTimeout(impatient);
	await listener.stop();
	await Promise.race([app.close(), new Promise((resolve) => setTimeout(resolve, 1_000))]);
	process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('disconnect', () => void stop());
process.on('SIGINT', () => undefined);
