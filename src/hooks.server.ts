import { AsyncLocalStorage } from 'node:async_hooks';
import { error, redirect } from '@sveltejs/kit';
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { overwriteGetLocale } from '#paraglide/runtime.js';
import { m } from '#paraglide/messages.js';
import { theApp } from './app-handle.ts';
import { displayWords } from '#ui/reading.ts';
import { readingOf } from './reading-cookie.ts';
import { clearSessionCookie, sessionToken } from './session-cookie.ts';
import type { Actor } from '#kernel/actor';
import { isConnectionLoss } from '#platform/connection-loss';
import type { Name } from '#app';
import type { SignedIn } from '#modules/identity';
import { sessionEnded } from './session-ended.ts';
import { keptForm, unavailable } from './unavailable.ts';

const locales = new AsyncLocalStorage<'fr' | 'en'>();
overwriteGetLocale(() => locales.getStore() ?? 'fr');

/** Where the person must go before anything else. */
const PENDING_PAGES = {
	'password-change': '/compte/mot-de-passe',
	charter: '/compte/charte',
	'second-factor': '/connexion/code',
	'second-factor-setup': '/compte/deuxieme-facteur'
} as const;

const PENDING_CODES: readonly string[] = ['password-change-required', 'charter-required', 'second-factor-required', 'second-factor-setup-required'];

const PUBLIC = new Set(['/', '/connexion', '/charte', '/aide', '/accessibilite', '/donnees']);

/** The person of a token; null when there is none; 'unknown' while the database cannot be asked. */
async function sessionOf(token: string): Promise<SignedIn | null | 'unknown'> {
	try {
		return await theApp().ports.sessions.find(token);
	} catch (failure) {
		if (isConnectionLoss(failure)) return 'unknown';
		throw failure;
	}
}

export const handle: Handle = async ({ event, resolve }) => {
	const app = theApp();
	const kept = keptForm(event.request, event.url);
	const token = sessionToken(event.cookies, app.config.secure);
	const found = token ? await sessionOf(token) : null;
	// Public pages answer without the database; a person who is signed in is a visitor there meanwhile.
	if (found === 'unknown' && !PUBLIC.has(event.url.pathname)) return unavailable(await kept());
	const signedIn = found === 'unknown' ? null : found;
	if (token && found === null) clearSessionCookie(event.cookies, app.config.secure);
	const locale = signedIn?.actor.locale ?? (event.cookies.get('langue') === 'en' ? 'en' : 'fr');
	const actor: Actor = signedIn?.actor ?? { kind: 'visitor', locale };
	const origin = {
		network: event.request.headers.get('x-preau-network'),
		userAgent: event.request.headers.get('user-agent')
	};
	event.locals.actor = actor;
	event.locals.signedIn = signedIn;
	event.locals.locale = locale;
	event.locals.undoSeconds = app.config.undoSeconds;
	// The frame and the page often ask the same (the unread count): once a request, until something is changed.
	const asked = new Map<string, Promise<unknown>>();
	event.locals.call = (name, input) => {
		if (app.find(name)?.kind !== 'query') {
			asked.clear();
			return app.call(name, actor, input, origin);
		}
		const key = name + JSON.stringify(input);
		const answer = asked.get(key) ?? app.call(name, actor, input, origin);
		asked.set(key, answer);
		return answer as ReturnType<typeof app.call<typeof name>>;
	};
	event.locals.get = async (name: Name, input: unknown) => {
		const result = await event.locals.call(name, input);
		if (result.ok) return result.value as never;
		if (result.status === 401 && actor.kind === 'visitor') {
			redirect(303, `/connexion?suite=${encodeURIComponent(event.url.pathname + event.url.search)}`);
		}
		if (actor.kind === 'person' && actor.pending && PENDING_CODES.includes(result.code)) redirect(303, PENDING_PAGES[actor.pending]);
		error(result.status === 422 ? 404 : result.status, { message: result.message, code: result.code });
	};

	const theme = signedIn?.display.theme ?? (event.cookies.get('theme') as 'light' | 'dark' | undefined) ?? 'auto';
	const words = displayWords(signedIn?.display ?? readingOf(event.cookies));
	const again = signedIn ? null : await locales.run(locale, () => sessionEnded(event, kept));
	if (again) return again;
	const answer = await locales.run(locale, () =>
		resolve(event, {
			// The marks of app.html stand before its head: a whole page is not searched, and copied, four times.
			transformPageChunk: ({ html }) => {
				const head = html.indexOf('<link');
				return (
					html
						.slice(0, head)
						.replace('%preau.lang%', locale)
						.replace('%preau.theme%', theme === 'light' || theme === 'dark' ? theme : 'auto')
						.replace('%preau.scheme%', theme === 'light' || theme === 'dark' ? theme : 'light dark')
						.replace('%preau.display%', words) + html.slice(head)
				);
			},
			preload: ({ type }) => type === 'css' || type === 'js'
		})
	);
	const typed = event.locals.databaseLost ? await kept() : null;
	return typed ? locales.run(locale, () => unavailable(typed)) : answer;
};

export const handleError: HandleServerError = (caught) => {
	const requestId = caught.event.request.headers.get('x-request-id') ?? '';
	// A refusal shown as a page already carries its sentence.
	if (caught.kind === 'app') return { ...caught.error, requestId };
	if (caught.kind === 'framework' && caught.error.status < 500) {
		const large = caught.error.status === 413;
		return { status: caught.error.status, message: large ? m.error_too_large() : m.error_not_found(), code: large ? 'too-large' : 'not-found', requestId };
	}
	if (isConnectionLoss(caught.error)) {
		caught.event.locals.databaseLost = true;
		return { status: 503, message: m.error_unavailable(), code: 'unavailable', requestId };
	}
	theApp().log.error({ err: caught.error, route: caught.event.route.id, requestId }, 'page failed');
	return { status: 500, message: m.error_unexpected(), code: 'unexpected', requestId };
};
