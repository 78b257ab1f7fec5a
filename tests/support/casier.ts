/** Work for journeys: given by a teacher of Léa's class through the API, handed in by Léa. */
import { expect, type Page } from '@playwright/test';
import { lastMoment } from '../../src/server/modules/assignments/years/years.ts';
import { enter, unique } from './journey.ts';

export async function ask<T = { id: string }>(page: Page, name: string, data: object): Promise<T> {
	const answer = await page.request.post(`/api/v1/assignments/${name}`, { headers: { origin: new URL(page.url()).origin }, data });
	expect(answer.status(), await answer.text()).toBe(200);
	return (await answer.json()) as T;
}

/** Something somebody else does meanwhile; the page goes on as who it was. */
export async function meanwhile<T>(page: Page, login: string, what: () => Promise<T>): Promise<T> {
	if (!page.url().startsWith('http')) await page.goto('/aide');
	const { origin } = new URL(page.url());
	const before = await page.context().cookies();
	await page.context().clearCookies();
	await enter(page, login, origin);
	const done = await what();
	await page.context().clearCookies();
	await page.context().addCookies(before);
	return done;
}

/** New work for the class « 5e B », due in three days. */
export async function given(page: Page, more: object = {}): Promise<{ id: string; title: string }> {
	return meanwhile(page, 'helene.durand', async () => {
		const listed = await page.request.get('/annuaire');
		const classId = /\/annuaire\/classe\/([0-9a-f-]{36})"[^>]*>\s*5e B/.exec(await listed.text())?.[1] ?? '';
		const title = unique('Exercices 12 à 15');
		const dueAt = new Date(Math.min(Date.now() + 3 * 86_400_000, lastMoment(new Date()).getTime())).toISOString();
		const made = await ask(page, 'create-assignment', {
			title,
			subject: 'Mathématiques',
			body: 'Faites les exercices 12 à 15 de la page 87.',
			groupIds: [classId],
			expects: ['file', 'text'],
			minutes: 30,
			dueAt,
			...more
		});
		await ask(page, 'publish-assignment', { id: made.id });
		return { id: made.id, title };
	});
}

/** The same, handed in by the pupil of this page; its submission. */
export async function handedIn(page: Page, more: object = {}): Promise<{ id: string; title: string; submissionId: string }> {
	const work = await given(page, more);
	const draft = await ask(page, 'begin-submission', { assignmentId: work.id });
	await ask(page, 'hand-in', { submissionId: draft.id, body: 'Voici mes réponses.' });
	return { ...work, submissionId: draft.id };
}

/** As a teacher: work that Léa has handed in, and where her correction is. */
export async function toMark(page: Page, more: object = {}): Promise<{ id: string; title: string; pupilId: string }> {
	const { id, title } = await meanwhile(page, 'lea.martin', () => handedIn(page, more));
	const { pupils } = await ask<{ pupils: { pupilId: string; handedInAt: string | null }[] }>(page, 'collect', { id });
	return { id, title, pupilId: pupils.find((one) => one.handedInAt !== null)?.pupilId ?? '' };
}

/** The same, with its correction returned. */
export async function returnedToLea(page: Page): Promise<{ id: string; title: string; pupilId: string }> {
	const work = await toMark(page);
	await ask(page, 'save-review', { id: work.id, pupilId: work.pupilId, revision: 0, body: 'Bien.', intent: 'finish' });
	return work;
}
