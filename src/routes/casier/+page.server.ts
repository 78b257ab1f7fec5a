import { fail, redirect } from '@sveltejs/kit';
import { formObject } from '../../form.ts';
import { ifPossible } from '../../optional.ts';
import type { Actions, PageServerLoad } from './$types';

const GIVES = ['teacher', 'staff', 'principal'];
const SHELVES = { 'a-rendre': 'to-do', deposes: 'handed-in', corriges: 'returned', passees: 'past' } as const;
const STAGES = { 'en-cours': 'current', brouillons: 'draft', programmes: 'scheduled', termines: 'past', archives: 'archived' } as const;

function chosen<T extends Record<string, string>>(among: T, slug: string | null): { slug: keyof T & string; name: T[keyof T] } {
	const found = slug !== null && Object.hasOwn(among, slug) ? slug : (Object.keys(among)[0] ?? '');
	return { slug: found, name: among[found] as T[keyof T] };
}

/** Who gives work sees his own; pupils, and those who answer for them, what was given. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const roles = locals.signedIn?.actor.roles ?? [];
	const profile = locals.signedIn?.actor.profile;
	const page = url.searchParams.get('page') ?? '1';
	if (profile !== 'pupil' && profile !== 'guardian' && roles.some((role) => GIVES.includes(role.profile))) {
		const stage = chosen(STAGES, url.searchParams.get('etat'));
		const [groupId, year] = [url.searchParams.get('classe') ?? '', url.searchParams.get('annee') ?? ''];
		const works = await locals.get('assignments.mine', { stage: stage.name, page: Number(page), groupId, year } as never);
		return { giving: { ...works, slug: stage.slug, groupId }, having: null, shelf: null };
	}
	const shelf = chosen(SHELVES, url.searchParams.get('liste'));
	const children = profile === 'guardian' ? (await locals.get('directory.my-children', {})).filter((child) => child.legal) : [];
	const child = children.find((one) => one.id === url.searchParams.get('enfant')) ?? children[0] ?? null;
	// A guardian to whom the law entrusts no child has nothing to look at here.
	if (profile === 'guardian' && child === null) return { giving: null, having: { list: null, slug: shelf.slug, children, child }, shelf: null };
	const whose = child ? { pupilId: child.id } : {};
	const [list, left] = await Promise.all([
		locals.get('assignments.to-do', { ...whose, shelf: shelf.name, page: Number(page) }),
		// Boxes and documents stand below the first shelf.
		shelf.name === 'to-do' ? ifPossible(locals, 'assignments.shelf', whose) : null
	]);
	return { giving: null, having: { list, slug: shelf.slug, children, child }, shelf: left };
};

export const actions: Actions = {
	/** A past year of a class in one file, before it goes. */
	zip: async ({ locals, request }) => {
		const form = formObject(await request.formData());
		const asked = await locals.call('assignments.ask-archive', { kind: 'class', groupId: form.groupId ?? '', year: form.year ?? '' });
		if (!asked.ok) return fail(asked.status, { refused: asked });
		redirect(303, `/casier/zip/${asked.value.archiveId}`);
	}
};
