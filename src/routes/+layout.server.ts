import { ifPossible } from '../optional.ts';
import { takeFlash } from '../flash.ts';
import type { LayoutServerLoad } from './$types';

/** What the frame around every page shows. */
export const load: LayoutServerLoad = async (event) => {
	const { locals, cookies, route } = event;
	const { signedIn } = locals;
	const theme = signedIn ? signedIn.display.theme : cookies.get('theme');
	const common = {
		theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
		flash: takeFlash(event),
		doors: route.id === '/' || route.id === '/connexion'
	} as const;
	if (!signedIn || signedIn.actor.pending) return { ...common, half: signedIn !== null, person: null };

	const { actor } = signedIn;
	const holds = (profile: string) => actor.roles.some((role) => role.profile === profile);
	const reads = actor.roles.some((role) => role.profile !== 'operator');
	const [unread, schools] = await Promise.all([
		reads ? ifPossible(locals, 'messaging.unread-count' as never, {}) : null,
		ifPossible(locals, 'directory.my-schools' as never, {})
	]) as [{ count: number } | null, { name: string; city: string }[] | null];
	const [school] = schools ?? [];
	return {
		...common,
		half: false,
		person: {
			name: signedIn.displayName,
			profile: actor.profile,
			place: school ? [school.name, school.city].filter(Boolean).join(' · ') : null,
			rights: {
				messages: reads,
				administers: actor.roles.some((role) => role.profile === 'principal' || role.delegate),
				operates: holds('operator')
			},
			unread: unread?.count ?? 0,
			diagnosis: signedIn.kind === 'diagnosis'
		}
	};
};
