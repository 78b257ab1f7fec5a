import { redirect } from '@sveltejs/kit';
import { ifPossible } from '../../optional.ts';
import type { PageServerLoad } from './$types';

/** Each part of the home page stands alone: one that cannot be had leaves the others. */
export const load: PageServerLoad = async ({ locals, parent }) => {
	const { signedIn } = locals;
	if (!signedIn) redirect(303, '/connexion');
	const { actor } = signedIn;
	if (actor.pending) {
		// The same way as every page: this query is refused with what must be done first.
		await locals.get('directory.my-schools', {});
	}
	const { person } = await parent();
	const { profile } = actor;
	const waiting = async (stage: 'draft' | 'scheduled') => (await ifPossible(locals, 'publications.list', { stage, page: 1 }))?.total ?? 0;
	const school = actor.roles.find((role) => role.schoolId !== null && (role.profile === 'principal' || role.delegate))?.schoolId;
	const [news, inbox, children, classes, adoption, desk, back, toDo, due] = await Promise.all([
		ifPossible(locals, 'publications.list', { page: 1 }),
		person?.rights.messages ? ifPossible(locals, 'messaging.inbox', {}) : null,
		profile === 'guardian' ? ifPossible(locals, 'directory.my-children', {}) : null,
		profile === 'teacher' || profile === 'staff' || profile === 'principal' || profile === 'pupil' ? ifPossible(locals, 'directory.my-classes', {}) : null,
		school ? ifPossible(locals, 'directory.adoption', { school }) : null,
		profile === 'teacher' ? ifPossible(locals, 'assignments.desk', {}) : null,
		profile === 'pupil' ? ifPossible(locals, 'assignments.back', {}) : null,
		profile === 'pupil' ? ifPossible(locals, 'assignments.to-do', {}) : null,
		profile === 'guardian' ? ifPossible(locals, 'assignments.children-due', {}) : null
	]);
	const writing = news?.mayWrite ? { drafts: await waiting('draft'), scheduled: await waiting('scheduled') } : null;
	return {
		profile,
		givenName: signedIn.givenName,
		displayName: signedIn.displayName,
		unread: person?.unread ?? 0,
		rights: person?.rights ?? { messages: false, casier: false, administers: false, operates: false, opensSchools: false },
		news: news?.items.slice(0, 4) ?? null,
		writing,
		messages: inbox?.messages.slice(0, 5) ?? null,
		adoption,
		desk,
		back,
		children,
		/** What a pupil has to hand in, next due first; what is over and cannot be handed in any more is in the casier. */
		toDo: toDo ? { items: toDo.items.filter((work) => work.window !== 'closed').slice(0, 4), waiting: person?.casier ?? 0 } : null,
		due,
		classes: classes?.filter((one) => (profile === 'teacher' ? one.teaches || one.mine : profile === 'pupil' || one.kind === 'class')) ?? null
	};
};
