/** The session cookie: `__Host-` where the site is https, so that no sibling host can set it. */
import type { Cookies } from '@sveltejs/kit';
import type { NewSession } from '#modules/identity';
import { theApp } from './app-handle.ts';

export function cookieName(secure: boolean): string {
	return secure ? '__Host-preau' : 'preau';
}

export function sessionToken(cookies: Cookies, secure: boolean): string | null {
	return cookies.get(cookieName(secure)) ?? null;
}

export function setSessionCookie(cookies: Cookies, session: NewSession, secure: boolean): void {
	cookies.set(cookieName(secure), session.token, {
		path: '/',
		httpOnly: true,
		sameSite: 'lax',
		secure,
		// Without an end it goes with the browser: right for a shared device.
		...(session.persistent ? { expires: session.expiresAt } : {})
	});
}

/** The same session under a new token; null where there was none to renew. */
export function renewSessionCookie(cookies: Cookies, session: NewSession | null): void {
	if (session) setSessionCookie(cookies, session, theApp().config.secure);
}

export function clearSessionCookie(cookies: Cookies, secure: boolean): void {
	cookies.delete(cookieName(secure), { path: '/', httpOnly: true, sameSite: 'lax', secure });
}
