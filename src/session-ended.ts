/** A form that arrives after its session has ended: what was typed comes back on a page of its own, to be sent again. */
import type { RequestEvent } from '@sveltejs/kit';
import type { KeptForm } from './unavailable.ts';

/** For these nobody needs a session, or they give back by themselves what was typed. */
const OTHERWISE =
	/^\/(|connexion.*|activation|mot-de-passe-oublie.*|affichage|deconnexion|desabonnement.*|compte\/verification.*|session-terminee|messagerie\/ecrire|messagerie\/\[thread\])$/;
const ID = /^[0-9a-f-]{36}$/;

/** Null where the page answers for itself, and where there is nothing to keep: a button alone, a password, a file. */
export async function sessionEnded(event: RequestEvent, kept: () => Promise<KeptForm | null>): Promise<Response | null> {
	const { request, route } = event;
	if (request.method !== 'POST' || route.id === null || OTHERWISE.test(route.id) || !request.headers.get('accept')?.includes('text/html')) return null;
	const form = await kept();
	if (!form?.fields.some(([, value]) => value !== '' && !ID.test(value))) return null;
	const answer = await event.fetch('/session-terminee', {
		method: 'POST',
		headers: { accept: 'text/html' },
		body: new URLSearchParams([['vers', form.action], ...form.fields.map((field) => ['champ', JSON.stringify(field)])])
	});
	// The text of a built page goes beside its answer: tools/lean-pages.ts.
	const { page } = answer as Response & { page?: string };
	return new Response(page ?? (await answer.text()), { status: 401, headers: answer.headers });
}
