/** Which route answered, as a pattern: what logs and metrics say instead of an address. */
import type { App } from '#app';

const FILES = ['/fichiers/envoi', '/fichiers/formulaire', '/fichiers/zip'];

/** A page, of those in the pages' build. */
const LOOK = '/fichiers/apercu/';

interface KitRoute {
	id: string;
	pattern: RegExp;
}

/** `routes` are those of the pages' build. An address that is none of ours has one name: strangers make no labels. */
export function createRouteNames(app: App, routes: readonly KitRoute[]): (path: string) => string {
	// A route without parameters is found at once.
	const fixed = new Set(routes.map((route) => route.id).filter((id) => !id.includes('[')));
	const others = routes.filter((route) => route.id.includes('['));
	return (path) => {
		if (fixed.has(path)) return path;
		const api = /^\/api\/v1\/([a-z]+)\/([a-z-]+)$/.exec(path);
		if (api) return app.find(`${api[1]}.${api[2]}`) ? path : '/api/v1/?';
		if (path === '/healthz' || path === '/readyz' || path === '/metrics' || path === '/api/openapi.json') return path;
		if (path.startsWith('/fichiers/') && !path.startsWith(LOOK)) return fixed.has(path) ? path : (FILES.find((one) => path.startsWith(one)) ?? '/fichiers/[id]');
		if (path.startsWith('/_app/')) return '/_app';
		if (path === '/notifications/direct') return path;
		return others.find((route) => route.pattern.test(path))?.id ?? '?';
	};
}
