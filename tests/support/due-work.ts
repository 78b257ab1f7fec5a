/** A class that hands in: a work due at 18 h in Paris, late accepted until 21 h, on a day whose clock the test sets. */
import { beforeAll } from 'vitest';
import { useFileWorld } from './files.ts';
import type { Name } from './world.ts';

export const DUE = new Date('2026-11-25T17:00:00Z');
/** A time of that day, UTC. */
export const at = (time: string) => new Date(`2026-11-25T${time}Z`);

export function value<T>(answer: { ok: true; value: T } | { ok: false; code: string; fields: object }): T {
	if (!answer.ok) throw new Error(`${answer.code} ${JSON.stringify(answer.fields)}`);
	return answer.value;
}

export function useDueWork() {
	const here = useFileWorld();
	beforeAll(() => {
		here.setNow(at('12:00:00'));
		return () => {
			here.setNow(null);
		};
	});
	const app = () => here.app;
	const as = (name: Name) => here.world.actor(name);
	return {
		here,
		app,
		as,
		/** A work of Mme Durand’s for 5e B; its id. */
		async give(more: object = {}): Promise<string> {
			here.setNow(at('12:00:00'));
			const made = value(
				await app().call('assignments.create-assignment', as('durand'), {
					title: 'Exercices 12 à 15 page 87',
					subject: 'Mathématiques',
					groupIds: [here.world.classA],
					expects: ['file', 'text', 'link'],
					dueAt: DUE.toISOString(),
					cutoffAt: '2026-11-25T20:00:00Z',
					...more
				})
			);
			value(await app().call('assignments.publish-assignment', as('durand'), { id: made.id }));
			return made.id;
		},
		begin: async (id: string, name: Name = 'lea') => value(await app().call('assignments.begin-submission', as(name), { assignmentId: id })),
		handIn: (submissionId: string, more: object = {}, name: Name = 'lea') => app().call('assignments.hand-in', as(name), { submissionId, ...more })
	};
}
