import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { theApp } from '../../app-handle.ts';
import { flash } from '../../flash.ts';
import { formObject } from '../../form.ts';
import { keepReading, readingOf } from '../../reading-cookie.ts';
import { safeNext } from '../../next.ts';
import type { Actions, PageServerLoad } from './$types';

/** Served from memory: nothing of one's own can be shown there. */
const PUBLIC = ['/', '/connexion'];
const A_YEAR = 365 * 24 * 3600;

export const load: PageServerLoad = ({ locals, cookies, url, request }) => {
	const display = locals.signedIn?.display ?? readingOf(cookies);
	const theme = locals.signedIn ? locals.signedIn.display.theme : cookies.get('theme');
	return {
		known: locals.signedIn !== null,
		pupil: locals.signedIn?.actor.profile === 'pupil',
		theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
		size: display.size ?? 'normal',
		spacing: display.spacing ?? 'normal',
		font: display.font ?? 'atkinson',
		line: display.line ?? 'off',
		aloud: display.aloud ?? 'off',
		locale: locals.locale,
		back: cameFrom(url, request)
	};
};

/** The page the person was reading, to go back to it. */
function cameFrom(url: URL, request: Request): string {
	const asked = url.searchParams.get('retour');
	const referrer = request.headers.get('referer');
	const from = asked ?? (referrer && URL.canParse(referrer) && new URL(referrer).host === url.host ? new URL(referrer).pathname + new URL(referrer).search : null);
	if (from === null || from.startsWith('/affichage')) return '';
	return PUBLIC.includes(from) ? from : safeNext(from);
}

export const actions: Actions = {
	default: async (event) => {
		const { request, locals, cookies, url } = event;
		const form = formObject(await request.formData());
		if (locals.signedIn) {
			const result = await locals.call('identity.set-display', form);
			if (!result.ok) return fail(result.status, { refused: result });
			// The other processes are told; this one must know before the page it answers with.
			theApp().ports.sessions.forget(locals.signedIn.actor.id);
		} else {
			// Nobody yet: this device remembers.
			const kept = { path: '/', sameSite: 'lax', httpOnly: true, secure: url.protocol === 'https:', maxAge: A_YEAR } as const;
			if (form.theme === 'light' || form.theme === 'dark') cookies.set('theme', form.theme, kept);
			else cookies.delete('theme', kept);
			keepReading(cookies, form, kept);
			if (form.locale === 'en') cookies.set('langue', 'en', kept);
			else cookies.delete('langue', kept);
		}
		const back = typeof form.back === 'string' ? form.back : '';
		if (PUBLIC.includes(back)) redirect(303, back);
		flash(event, m.home_reading_saved({}, { locale: form.locale === 'en' ? 'en' : 'fr' }));
		redirect(303, back === '' ? '/affichage' : safeNext(back));
	}
};
