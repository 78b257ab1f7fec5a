/** Journeys that give work: what they share. */
import { expect, type Locator, type Page } from '@playwright/test';
import { lastMoment } from '../../src/server/modules/assignments/years/years.ts';

const DAY_MS = 86_400_000;

/**
 * A day of the weeks to come, one of a hundred: three works on one day are said, and most journeys do not ask for that. In
 * spring fewer are left, none after the school year; a week-end is stepped over.
 */
export function farDay(from = 20, within = 145): string {
	const left = Math.floor((lastMoment(new Date()).getTime() - Date.now()) / DAY_MS) - 3;
	const wanted = from + Math.floor(Math.random() * within);
	const days = wanted <= left ? wanted : Math.max(0, left - Math.floor(Math.random() * Math.min(within, Math.max(1, left))));
	const at = new Date(Date.now() + days * DAY_MS);
	const weekend = [1, 0, 0, 0, 0, 0, 2][at.getUTCDay()] ?? 0;
	at.setUTCDate(at.getUTCDate() + weekend);
	return at.toISOString().slice(0, 10);
}

/** The same, later than any other journey gives work for: where the load of one day is what is tried. */
export const ownDay = (): string => farDay(170, 50);

export const classes = (page: Page) => page.getByRole('group', { name: 'Classes et groupes' });

/** The form of a new work, with what every work needs. */
export async function beginWork(page: Page, title: string, day: string, path = '/casier/nouveau'): Promise<void> {
	await page.goto(path);
	await page.getByLabel('Titre').fill(title);
	await classes(page).getByLabel('5e B', { exact: true }).check();
	if (path === '/casier/nouveau') await page.getByLabel('À rendre pour le').fill(`${day}T18:00`);
}

/** Given by the API, as another program would. */
export async function giveByApi(page: Page, title: string, day: string): Promise<string> {
	await page.goto('/casier/nouveau');
	const groupId = await classes(page).getByLabel('5e B', { exact: true }).getAttribute('value');
	const headers = { origin: new URL(page.url()).origin };
	const ask = async (name: string, data: object) => {
		const answer = await page.request.post(`/api/v1/assignments/${name}`, { headers, data });
		expect(answer.status(), await answer.text()).toBe(200);
		return (await answer.json()) as { id: string };
	};
	const { id } = await ask('create-assignment', { title, groupIds: [groupId], expects: ['text'], dueAt: `${day}T17:00`, minutes: 30 });
	await ask('publish-assignment', { id });
	return id;
}

/** The line of a work in the list one looks at, on whichever page of it: other journeys gave work too. */
export async function listed(page: Page, title: string): Promise<Locator> {
	const line = page.getByRole('link', { name: title });
	for (;;) {
		await page.waitForLoadState();
		if ((await line.count()) > 0) return line;
		await page.getByRole('link', { name: 'Page suivante' }).click({ timeout: 5_000 });
	}
}
