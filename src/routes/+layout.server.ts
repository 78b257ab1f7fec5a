import { m } from '#paraglide/messages.js';
import { ifPossible } from '../optional.ts';
import { readingOf } from '../reading-cookie.ts';
import { takeFlash } from '../flash.ts';
import type { Today } from '#ui/today.ts';
import type { LayoutServerLoad } from './$types';

/**
 * The day's information. The copy kept in memory (http/public-pages.ts) must not be replaced by one without
 * it: there, a failure is a failure. For anybody else the page answers without.
 */
function dayInformation(locals: App.Locals, request: Request): Promise<Today | null> {
	return request.headers.has('x-preau-render') ? locals.get('publications.today', {}) : ifPossible(locals, 'publications.today', {});
}

const CASIER = ['pupil', 'guardian', 'teacher', 'staff', 'principal'] as const;

/** What the frame around every page shows. */
export const load: LayoutServerLoad = async (event) => {
	const { locals, cookies, route, request } = event;
	const { signedIn } = locals;
	const doors = !signedIn && (route.id === '/' || route.id === '/connexion');
	const reading = signedIn ? signedIn.display : readingOf(cookies);
	const theme = signedIn ? signedIn.display.theme : cookies.get('theme');
	const common = {
		font: reading.font ?? 'atkinson',
		line: reading.line === 'on',
		aloud: reading.aloud === 'on',
		theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
		flash: takeFlash(event),
		doors,
		today: doors ? await dayInformation(locals, request) : null
	} as const;
	if (!signedIn || (signedIn.actor.pending && signedIn.actor.pending !== 'second-factor-setup')) return { ...common, half: signedIn !== null, person: null };

	const { roles, profile } = signedIn.actor;
	// The operator keeps the machine running and reads nobody's mail.
	const messages = roles.some((role) => role.profile !== 'operator');
	const [unread, notices, schools, waiting] = await Promise.all([
		messages ? ifPossible(locals, 'messaging.unread-count', {}) : null,
		ifPossible(locals, 'notifications.unread-count', {}),
		ifPossible(locals, 'directory.my-schools', {}),
		profile === 'pupil' ? ifPossible(locals, 'assignments.waiting-count', {}) : null
	]);
	// One adult may hold a role in several schools, or two roles in one.
	const places = [...new Map((schools ?? []).map((school) => [school.id, school])).values()];
	const [school] = places;
	return {
		...common,
		half: false,
		person: {
			name: signedIn.displayName,
			fullName: `${signedIn.givenName} ${signedIn.familyName}`,
			profile,
			place: places.length > 1 ? m.common_schools({ count: places.length }) : school ? [school.name, school.city].filter(Boolean).join(' · ') : null,
			rights: {
				messages,
				casier: CASIER.some((one) => roles.some((role) => role.profile === one)),
				administers: roles.some((role) => role.profile === 'principal' || role.delegate),
				operates: roles.some((role) => role.profile === 'operator'),
				opensSchools: roles.some((role) => role.profile === 'department' || role.profile === 'operator')
			},
			unread: unread?.count ?? 0,
			casier: waiting?.count ?? 0,
			notices: notices?.count ?? 0,
			diagnosis: signedIn.kind === 'diagnosis'
		}
	};
};
