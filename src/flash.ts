/** One sentence that survives one redirect: « Message envoyé aux 27 parents. » Carried by a cookie of a minute. */
import type { Cookies } from '@sveltejs/kit';

export interface Flash {
	tone: 'ok' | 'info' | 'danger';
	text: string;
	/** The message that can still be taken back. */
	undo?: string;
	/** And for how long. */
	seconds?: number;
}

const NAME = 'avis';
const LONGEST = 300;

/** Before `redirect(303, …)` in an action. */
export function flash(event: { cookies: Cookies; url: URL }, text: string, tone: Flash['tone'] = 'ok', more: Pick<Flash, 'undo' | 'seconds'> = {}): void {
	event.cookies.set(NAME, JSON.stringify({ tone, text: text.slice(0, LONGEST), ...more }), {
		path: '/',
		httpOnly: true,
		sameSite: 'lax',
		secure: event.url.protocol === 'https:',
		maxAge: 60
	});
}

/** Read it once: the frame does. */
export function takeFlash(event: { cookies: Cookies; url: URL }): Flash | null {
	const kept = event.cookies.get(NAME);
	if (!kept) return null;
	event.cookies.delete(NAME, { path: '/', httpOnly: true, sameSite: 'lax', secure: event.url.protocol === 'https:' });
	try {
		const { tone, text, undo, seconds } = JSON.parse(kept) as Partial<Flash>;
		if (typeof text !== 'string') return null;
		return {
			tone: tone === 'info' || tone === 'danger' ? tone : 'ok',
			text: text.slice(0, LONGEST),
			...(typeof undo === 'string' ? { undo, seconds: Number(seconds) || 10 } : {})
		};
	} catch {
		return null;
	}
}
