/** The page people get while the database is away: it says so, keeps what was typed one step back, and asks to try again. */
import template from './error.html?raw';
import { m } from '#paraglide/messages.js';

export function unavailable(): Response {
	return new Response(template.replace('%sveltekit.error.message%', m.error_unavailable()), {
		status: 503,
		headers: { 'content-type': 'text/html; charset=utf-8', 'retry-after': '10', 'cache-control': 'no-store' }
	});
}
