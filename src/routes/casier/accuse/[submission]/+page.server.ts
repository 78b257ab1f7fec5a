import { ifPossible } from '../../../../optional.ts';
import type { PageServerLoad } from './$types';

/** The proof of one hand-in, for who handed in, who answers for him, and who marks it. */
export const load: PageServerLoad = async ({ locals, params }) => {
	const receipt = await locals.get('assignments.receipt', { submissionId: params.submission });
	const pupil = locals.signedIn?.actor.id === receipt.pupilId || receipt.pupils.some((one) => one.id === locals.signedIn?.actor.id);
	// It has been seen here: the bell need not say it again.
	if (pupil || locals.signedIn?.actor.profile === 'guardian') await locals.call('assignments.see-receipt', { submissionId: receipt.submissionId });
	const toDo = pupil && receipt.awaited ? await ifPossible(locals, 'assignments.to-do', {}) : null;
	const next = toDo?.items.find((work) => work.window !== 'closed' && work.begun !== 'sending') ?? null;
	return {
		receipt,
		pupil,
		guardian: !pupil && locals.signedIn?.actor.profile === 'guardian',
		givenName: locals.signedIn?.givenName ?? '',
		next: next ? { id: next.id, title: next.title } : null
	};
};
