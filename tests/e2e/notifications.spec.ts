import { expect, test, type Page } from '@playwright/test';
import { arrived, become, enter, noViolation, preau, unique } from '../support/journey.ts';

async function readAll(page: Page): Promise<void> {
	await page.goto('/notifications');
	const all = page.getByRole('button', { name: 'Tout marquer comme lu' });
	if (await all.isVisible()) await all.click();
	await expect(page.locator('[data-bell] .dot')).toBeHidden();
}

/** A teacher writes to one person. */
async function writeTo(page: Page, baseURL: string | undefined, whom: RegExp, subject: string): Promise<void> {
	await become(page, 'helene.durand', baseURL);
	await page.goto('/messagerie/ecrire');
	await page.getByLabel('À qui', { exact: true }).fill(whom.source.toLowerCase());
	await page
		.getByRole('button', { name: new RegExp(`^Ajouter .*${whom.source}`) })
		.first()
		.click();
	await page.getByLabel('Objet').fill(subject);
	await page.getByLabel('Message', { exact: true }).fill('Bonjour');
	await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
	await page.getByRole('button', { name: new RegExp(`^Envoyer à .*${whom.source}$`) }).click();
	await expect(page.getByText('Message envoyé à 1 personne.')).toBeVisible();
}

test('the bell follows without reloading; a notification leads where it says, and is read', async ({ page, baseURL }) => {
	await enter(page, 'sophie.martin', baseURL ?? '');
	await readAll(page);
	await page.goto('/accueil');
	preau('notifications', 'try', 'sophie.martin');
	const bell = page.locator('[data-bell]');
	await expect(bell.locator('.dot')).toHaveText('1', { timeout: 15_000 });
	await expect(bell).toHaveAccessibleName(/Notifications.*1 nouvelle/);
	await expect(page.locator('[data-bell-said]')).toHaveText(/1 nouvelle/);
	await bell.click();
	await expect(page.getByText('1 nouvelle notification')).toBeVisible();
	await page.getByRole('main').getByRole('link', { name: 'Essai des notifications' }).first().click();
	await expect(page).toHaveURL(/\/compte\/notifications$/);
	await expect(page.locator('[data-bell] .dot')).toBeHidden();
});

test('two tabs share one connection; when the first is closed the other goes on', async ({ context, page, baseURL }) => {
	await enter(page, 'karim.benali', baseURL ?? '');
	await readAll(page);
	const asked: string[] = [];
	context.on('request', (request) => {
		if (request.url().endsWith('/notifications/direct')) asked.push(request.url());
	});
	await page.goto('/accueil');
	await expect.poll(() => asked.length).toBe(1);
	const other = await context.newPage();
	await other.goto('/accueil');
	preau('notifications', 'try', 'karim.benali');
	for (const tab of [page, other]) await expect(tab.locator('[data-bell] .dot')).toHaveText('1', { timeout: 15_000 });
	expect(asked).toHaveLength(1);
	await page.close();
	await expect.poll(() => asked.length).toBe(2);
	preau('notifications', 'try', 'karim.benali');
	await expect(other.locator('[data-bell] .dot')).toHaveText('2', { timeout: 15_000 });
});

test('a bell that cannot connect tries less and less often', { tag: '@once' }, async ({ page, baseURL }) => {
	await enter(page, 'karim.benali', baseURL ?? '');
	await page.clock.install();
	await page.addInitScript(() => {
		// No chance in the pauses; each attempt noted by the clock of the page, which only this test moves.
		Math.random = () => 0.5;
		const Real = window.EventSource;
		const seen = { attempts: [] as number[], open: 0 };
		class Noted extends Real {
			constructor(url: string | URL) {
				super(url);
				seen.attempts.push(Date.now());
				seen.open += 1;
				this.addEventListener('error', () => (seen.open -= 1));
			}
		}
		Object.assign(window, { EventSource: Noted, seen });
	});
	await page.route('**/notifications/direct', (route) => route.fulfill({ status: 503 }));
	await page.goto('/accueil');
	const seen = () => page.evaluate(() => (window as unknown as { seen: { attempts: number[]; open: number } }).seen);
	await expect.poll(async () => (await seen()).attempts.length).toBe(1);
	await page.clock.pauseAt(new Date(Date.now() + 60_000));
	for (let step = 0; step < 200 && (await seen()).attempts.length < 7; step += 1) {
		await page.clock.runFor(1_000);
		await expect.poll(async () => (await seen()).open).toBe(0);
	}
	const { attempts } = await seen();
	// The first were made before the clock was in hand; each later pause is twice the one before it, to a second.
	const pauses = attempts.slice(2).map((at, place) => at - (attempts[place + 1] ?? 0));
	for (const [place, pause] of pauses.slice(1).entries()) expect(pause).toBeGreaterThan((pauses[place] ?? 0) * 1.5);
	expect(pauses.length).toBeGreaterThanOrEqual(3);
});

test('the centre is filtered by what is unread and by subject; the filter is in the address, and stays when one is read', async ({ page, baseURL }) => {
	const subject = unique('Filtres');
	await become(page, 'philippe.moreau', baseURL);
	await readAll(page);
	// One message to the head of the school, and another that is reported to him.
	await writeTo(page, baseURL, /Philippe Moreau/, `${subject} A`);
	await writeTo(page, baseURL, /Sophie Martin/, `${subject} B`);
	await become(page, 'sophie.martin', baseURL);
	await (await arrived(page, `${subject} B`)).click();
	await page.getByRole('link', { name: 'Signaler' }).last().click();
	await page.getByLabel('Harcèlement').check();
	await page.getByRole('button', { name: 'Signaler à la direction' }).click();
	await expect(page.getByText('Ce message est signalé')).toBeVisible();
	await become(page, 'philippe.moreau', baseURL);
	await arrived(page, `${subject} A`, '/notifications');
	const list = page.getByRole('main');
	const rows = list.getByRole('listitem');
	const view = (name: string | RegExp) => page.getByRole('navigation', { name: 'Filtrer les notifications' }).getByRole('link', { name });
	const filter = async (name: string) => {
		await page.getByLabel('Sujet', { exact: true }).selectOption(name);
		await page.getByRole('button', { name: 'Filtrer', exact: true }).click();
	};
	const letter = list.getByRole('link', { name: `${subject} A` });

	await filter('Signalements');
	await expect(page).toHaveURL(/\?sujet=moderation$/);
	await expect(page.getByLabel('Sujet', { exact: true })).toHaveValue('moderation');
	// What is reported is told by a job: it may come after the message did.
	await expect(async () => {
		await page.reload();
		await expect(rows.first()).toContainText('Signalements', { timeout: 1_000 });
	}).toPass({ timeout: 30_000 });
	await expect(rows.filter({ hasText: 'Messages' })).toHaveCount(0);
	await filter('Messages');
	await expect(letter).toBeVisible();
	await expect(rows.filter({ hasText: 'Signalements' })).toHaveCount(0);
	await filter('Informations officielles');
	await expect(page.getByText('Rien avec ce filtre')).toBeVisible();
	await noViolation(page);
	await page.getByRole('link', { name: 'Voir toutes les notifications' }).click();
	await expect(page).toHaveURL(/\/notifications$/);

	await view(/^Non lues/).click();
	await expect(letter).toBeVisible();
	await expect(rows.filter({ hasText: 'Signalements' })).toHaveCount(1);
	await noViolation(page);
	// Both at once.
	await filter('Signalements');
	await expect(page).toHaveURL(/\?non-lues=&sujet=moderation$/);
	await expect(rows).toHaveCount(1);
	await expect(letter).toHaveCount(0);
	await filter('Tous les sujets');
	await page.getByRole('button', { name: `Marquer comme lu\u202f: ${subject} A` }).click();
	await expect(page).toHaveURL(/non-lues/);
	await expect(letter).toHaveCount(0);
	await expect(rows.filter({ hasText: 'Signalements' })).toHaveCount(1);
	await page.getByRole('button', { name: 'Tout marquer comme lu' }).click();
	await expect(page).toHaveURL(/\/notifications$/);
	await view(/^Non lues/).click();
	await expect(page.getByText('Rien avec ce filtre')).toBeVisible();
});

test('choosing how to be told: kept, what the law requires cannot be stopped, own hours', async ({ page, baseURL }) => {
	await enter(page, 'sophie.martin', baseURL ?? '');
	await page.goto('/compte/notifications');
	const messages = page.getByRole('group', { name: 'Messages' });
	await messages.getByLabel('Par courriel').selectOption('Un résumé par semaine, le vendredi');
	await expect(page.getByRole('group', { name: 'Informations officielles' }).getByLabel('Par courriel').getByRole('option', { name: 'Jamais' })).toHaveCount(0);
	await page.getByLabel('Ajouter des heures calmes').check();
	await page.getByLabel('Rien ne sonne à partir de').fill('21:30');
	await page.getByRole('button', { name: 'Enregistrer' }).click();
	await expect(page.getByRole('status').first()).toContainText("C'est enregistré");
	await expect(messages.getByLabel('Par courriel')).toHaveValue('weekly');
	await expect(page.getByLabel('Rien ne sonne à partir de')).toHaveValue('21:30');
});

test('the principal sets the quiet hours of his school', { tag: '@once' }, async ({ page, baseURL }) => {
	await enter(page, 'philippe.moreau', baseURL ?? '');
	await page.goto('/administration');
	await page.getByRole('link', { name: 'Heures calmes et adresses' }).click();
	await expect(page.getByText('Vacances de Noël')).toBeVisible();
	await page.getByLabel('Rien ne sonne à partir de').fill('18:30');
	await page.getByRole('button', { name: 'Enregistrer' }).click();
	await expect(page.getByRole('status').first()).toContainText("C'est enregistré");
	await expect(page.getByLabel('Rien ne sonne à partir de')).toHaveValue('18:30');
});
