/** Years that are over, people who have left, and what was erased: as teacher, pupil, mother, head and whoever holds a receipt find it. */
import { expect, test, type Page } from '@playwright/test';
import { farDay, listed } from '../support/giving.ts';
import { become, noViolation } from '../support/journey.ts';
import { erasedWork, teacherWhoLeft, workOfYear } from '../support/past.ts';

test.setTimeout(90_000);

/** A view of a list: one of the tabs, on a phone a choice. */
async function view(page: Page, name: string, phone: boolean): Promise<void> {
	const main = page.getByRole('main');
	if (!phone) return main.getByRole('link', { name, exact: true }).click();
	await main.getByRole('combobox', { name: 'Travaux' }).selectOption(name);
	await main.getByRole('button', { name: 'Afficher' }).click();
}

test('a teacher reads a work of last year, its corrections and results, and copies it into this year', { tag: '@once' }, async ({ page, baseURL }) => {
	await become(page, 'helene.durand', baseURL);
	const work = await workOfYear(page);
	const year = `${work.year}-${work.year + 1}`;
	await page.goto('/casier');
	await page.getByRole('link', { name: `Année ${year}` }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Travaux de ${year}`);
	// Only classes that had work in that year.
	await expect(page.getByRole('button', { name: /en un fichier \(zip\)/ })).toHaveCount(1);
	await noViolation(page);
	await page.getByRole('button', { name: '5e B en un fichier (zip)' }).click();
	await expect(page.getByRole('link', { name: /^Télécharger/ })).toBeVisible({ timeout: 30_000 });
	await page.goto(`/casier?annee=${work.year}`);
	await (await listed(page, work.title)).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText(/^1 rendu sur/);
	await expect(page.getByRole('checkbox')).toHaveCount(0);
	const results = await page.request.get((await page.getByRole('link', { name: 'Résultats (CSV)' }).getAttribute('href')) ?? '');
	expect(await results.text()).toMatch(/Martin;Léa;.*17,5/);
	await page.getByRole('link', { name: 'Martin Léa' }).click();
	const correction = page.getByRole('region', { name: 'Correction', exact: true });
	await expect(correction.getByText('17,5 / 20')).toBeVisible();
	await expect(correction.getByText('Écris l’unité à chaque résultat.')).toBeVisible();
	await expect(correction.getByText('Merci Madame, je fais attention.')).toBeVisible();
	await expect(page.getByRole('main').getByRole('textbox')).toHaveCount(0);
	await noViolation(page);

	// Its teams are read, also by the address of their form.
	const [, address = ''] = /^(.*\/casier\/[0-9a-f-]{36})\//.exec(page.url()) ?? [];
	await page.goto(`${address}/equipes`);
	await expect(page.getByText(/il se relit et se copie/)).toBeVisible();
	await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);

	await page.goto(`${address}/depots`);
	await page.getByRole('link', { name: 'Copier pour cette année' }).click();
	await page.getByRole('group', { name: 'Classes et groupes' }).getByLabel('5e B', { exact: true }).check();
	await page.getByRole('button', { name: 'Copier' }).click();
	await expect(page.getByText('Copié')).toBeVisible();
	await expect(page.getByLabel('Titre')).toHaveValue(work.title);
	await page.getByLabel('À rendre pour le').fill(`${farDay()}T18:00`);
	await page.getByRole('button', { name: 'Publier' }).click();
	await expect(page).toHaveURL(/\/casier$/);
	await expect((await listed(page, work.title)).first()).toBeVisible();
});

test('a pupil finds what she handed in last year, with what came back and its receipt; so does her mother', async ({ page, baseURL, hasTouch }) => {
	await become(page, 'lea.martin', baseURL);
	const work = await workOfYear(page);
	for (const login of ['lea.martin', 'sophie.martin']) {
		await become(page, login, baseURL);
		await page.goto('/casier');
		if (login === 'sophie.martin') await page.getByRole('main').getByRole('link', { name: 'Léa', exact: true }).click();
		await view(page, 'Années passées', hasTouch === true);
		await noViolation(page);
		await (await listed(page, work.title)).click();
		await expect(page.getByText('17,5 / 20')).toBeVisible();
		await expect(page.getByText("L'année scolaire de ce travail est terminée")).toBeVisible();
		for (const gone of ['Rendre', 'Remplacer']) await expect(page.getByRole('main').getByRole('link', { name: gone })).toHaveCount(0);
		await noViolation(page);
		await page.getByRole('link', { name: 'Version 1' }).click();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Accusé de dépôt de Léa Martin');
		await expect(page.getByText(work.receipt.number)).toBeVisible();
		await expect(page.getByRole('link', { name: 'exercices.pdf' })).toBeVisible();
		// Nothing follows any more.
		await expect(page.getByText('Ce qui se passe maintenant')).toHaveCount(0);
		await noViolation(page);
	}
	await page.getByRole('link', { name: "Vérifier l'accusé" }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Cet accusé est authentique');
	await noViolation(page);
});

test('works of a teacher who left: a colleague goes on with the one they had together, the head names who takes the others', { tag: '@once' }, async ({ page, baseURL }) => {
	const left = await teacherWhoLeft();
	const [alone, together] = left.works;
	await become(page, 'karim.benali', baseURL);
	await page.goto(`/casier/${together?.id}/partage`);
	await expect(page.getByRole('listitem').filter({ hasText: left.name })).toContainText('a quitté le collège');
	await noViolation(page);
	await page.getByRole('button', { name: 'Reprendre ce travail' }).click();
	await expect(page.getByRole('button', { name: 'Reprendre ce travail' })).toHaveCount(0);
	await expect(page.getByRole('listitem').filter({ hasText: 'Karim Benali' })).toContainText('auteur');

	await become(page, 'philippe.moreau', baseURL);
	await page.goto('/casier/remplacement');
	const his = page.locator('form').filter({ hasText: left.name }).filter({ hasText: '1 travail' });
	await his.getByRole('button', { name: 'Confier ces travaux' }).click();
	await expect(page.getByRole('alert')).toContainText('Collègue');
	await noViolation(page);
	await his.getByLabel(`Qui reprend les travaux de ${left.name}`).selectOption('Durand Hélène');
	await his.getByRole('button', { name: 'Confier ces travaux' }).click();
	await expect(page.getByText('1 travail confié')).toBeVisible();
	await expect(page.getByRole('heading', { name: left.name })).toHaveCount(0);
	await become(page, 'helene.durand', baseURL);
	await page.goto(`/casier/${alone?.id}/depots?etat=a-corriger`);
	await expect(page.getByRole('link', { name: 'Martin Léa' })).toBeVisible();
	await become(page, 'lea.martin', baseURL);
	await page.goto(`/casier/${alone?.id}`);
	await expect(page.getByText(/Mme Durand/).first()).toBeVisible();
});

test('of a work that was erased its receipt is still known by number, says no name, and is checked whole by who kept it', { tag: '@once' }, async ({ page, baseURL }) => {
	await become(page, 'lea.martin', baseURL);
	const work = await erasedWork(page);
	for (const gone of [`/casier/${work.id}`, `/casier/accuse/${work.submissionId}`]) expect((await page.request.get(gone)).status(), gone).toBe(404);
	await page.context().clearCookies();
	await page.goto('/casier/verifier');
	await page.getByLabel('Numéro').fill(work.receipt.number);
	await page.getByLabel('Code', { exact: true }).fill(work.receipt.code);
	await page.getByRole('button', { name: 'Vérifier', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Cet accusé est authentique');
	await expect(page.getByRole('status')).toContainText('Le travail et ses fichiers ont été effacés');
	await expect(page.getByText(/Léa|Martin|Durand/)).toHaveCount(0);
	await noViolation(page);
	await page.getByText('Avec les fichiers téléchargés', { exact: true }).click();
	await page.getByLabel("Texte de l'accusé").fill(work.receipt.statement);
	await page.getByLabel('Signature', { exact: true }).fill(work.receipt.signature);
	await page.getByRole('button', { name: 'Vérifier', exact: true }).last().click();
	await expect(page.getByRole('definition').filter({ hasText: /^L\. M\.$/ })).toBeVisible();
	await expect(page.getByRole('definition').filter({ hasText: work.title })).toBeVisible();
	await noViolation(page);
	await page.goto(`/casier/verifier?numero=${work.receipt.number}&code=xxxxxxxxxxxx`);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText("Cet accusé n'est pas authentique");
});
