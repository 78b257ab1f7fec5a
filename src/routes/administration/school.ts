/** The school administered: the only one, or the one named in the address. */
import { error, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';

export interface Administered {
	id: string;
	name: string;
	/** To be put behind an address of these pages: empty with one school. */
	suffix: string;
	/** The other schools one administers. */
	others: { id: string; name: string }[];
	/** Delegating is the principal's alone. */
	principal: boolean;
}

export async function administered(locals: App.Locals, url: URL): Promise<Administered> {
	// Said before anything is filled in: what is done here is refused without the second factor.
	if (locals.signedIn?.actor.pending === 'second-factor-setup') redirect(303, '/compte/deuxieme-facteur');
	const roles = await locals.get('directory.my-schools', {});
	const mine = roles.filter((one) => one.administers);
	const wanted = url.searchParams.get('college');
	const school = mine.find((one) => one.id === wanted) ?? (wanted === null ? mine[0] : undefined);
	if (!school) {
		if (mine.length > 0) redirect(303, '/administration');
		error(403, { message: m.error_forbidden(), code: 'forbidden' });
	}
	const several = new Set(mine.map((one) => one.id)).size > 1;
	return {
		id: school.id,
		name: school.name,
		suffix: several ? `?college=${school.id}` : '',
		others: [...new Map(mine.filter((one) => one.id !== school.id).map((one) => [one.id, { id: one.id, name: one.name }])).values()],
		principal: mine.some((one) => one.id === school.id && one.profile === 'principal')
	};
}
