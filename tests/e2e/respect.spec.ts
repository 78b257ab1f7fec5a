/** What the writer chooses and is told before and after: no answer wanted, urgent, who never came, when it rings; what the direction keeps for itself. */
import { expect, test, type Page } from '@playwright/test';
import { arrived, become, noViolation, unique } from '../support/journey.ts';
import { receive } from '../support/writing.ts';

test.setTimeout(120_000);

/** To one person or to a class, as a suggestion names them. */
async function write(page: Page, whom: string, button: RegExp, subject: string): Promise<void> {
	await page.goto('/messagerie/ecrire');
	await page.getByLabel('À qui', { exact: true }).fill(whom);
	await page.getByRole('button', { name: button }).first().click();
	await page.getByLabel('Objet').fill(subject);
	await page.getByLabel('Message', { exact: true }).fill('Bonjour');
}
const verify = (page: Page) => page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();

test('parents of a class: told who never came, with a list to take away; answered by nobody where none is wanted', async ({ page, baseURL }) => {
	const subject = unique('Pas de réponse');
	await become(page, 'helene.durand', baseURL);
	await write(page, 'parents 5eb', /Ajouter parents de la 5e B/, subject);
	await page.getByLabel('Sans réponse possible').check();
	await expect(page.getByLabel('Urgent')).toHaveCount(0);
	await verify(page);
	await expect(page.getByRole('heading', { name: /^\d+ personnes n'ont jamais activé leur compte\.$/ })).toBeVisible();
	await page.getByText('Voir qui', { exact: true }).click();
	await noViolation(page);
	const [list] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Télécharger la liste' }).click()]);
	expect(list.suggestedFilename()).toMatch(/\.csv$/);
	await page.getByRole('button', { name: /^Envoyer aux \d+ parents/ }).click();
	await expect(page.getByText(/^Message envoyé à \d+ personnes\./)).toBeVisible();
	await become(page, 'sophie.martin', baseURL);
	await (await arrived(page, subject)).click();
	await expect(page.getByText("Ce message n'attend pas de réponse.")).toBeVisible();
	await expect(page.getByLabel('Votre réponse')).toHaveCount(0);
});

test('quiet hours: the writer is told when it rings; an emergency of the direction rings at once', { tag: '@once' }, async ({ page, baseURL }) => {
	// Quiet for all of this day but a minute, so that the time of the test does not matter.
	await become(page, 'philippe.moreau', baseURL);
	await page.goto('/administration/notifications');
	const hours = [page.getByLabel('Rien ne sonne à partir de'), page.getByLabel("jusqu'à")] as const;
	const before = [await hours[0].inputValue(), await hours[1].inputValue()];
	const set = async (from: string, to: string) => {
		await page.goto('/administration/notifications');
		await hours[0].fill(from);
		await hours[1].fill(to);
		await page.getByRole('button', { name: 'Enregistrer' }).click();
		await expect(page.getByRole('status').first()).toContainText("C'est enregistré");
	};
	await set('04:01', '04:00');
	try {
		await write(page, 'sophie martin', /Ajouter .*Sophie Martin/, unique('La nuit'));
		await verify(page);
		await page.getByRole('button', { name: /^Envoyer à .*Sophie Martin/ }).click();
		await expect(page.getByText(/Sera notifié/)).toBeVisible();
		const urgent = unique('Urgence');
		await write(page, 'sophie martin', /Ajouter .*Sophie Martin/, urgent);
		await page.getByLabel('Urgent').check();
		await verify(page);
		await expect(page.getByText(/^Urgent.: les destinataires sont prévenus tout de suite/)).toBeVisible();
		await page.getByRole('button', { name: /^Envoyer à .*Sophie Martin/ }).click();
		await expect(page.getByText('Message envoyé à 1 personne.')).toBeVisible();
		await expect(page.getByText(/Sera notifié/)).toHaveCount(0);
		await become(page, 'sophie.martin', baseURL);
		await page.goto('/notifications');
		await expect(page.getByRole('listitem').filter({ hasText: urgent })).toContainText('Urgent');
	} finally {
		await become(page, 'philippe.moreau', baseURL);
		await set(before[0] ?? '19:00', before[1] ?? '07:00');
	}
});

test('a message reported: its writer is warned and may not write for some days, reads why, and is let in again', async ({ page, baseURL }) => {
	const subject = unique('Trop fort');
	const [warning, reason] = [unique('On se parle avec respect'), unique('Deux messages blessants')];
	await receive(page, baseURL, 'bruno.garnier', 'helene durand', subject);
	await become(page, 'helene.durand', baseURL);
	await (await arrived(page, subject)).click();
	await page.getByRole('link', { name: 'Signaler' }).last().click();
	await page.getByLabel('Insultes ou moqueries').check();
	await page.getByLabel(/Ce qu'il faut savoir/).fill(subject);
	await page.getByRole('button', { name: 'Signaler à la direction' }).click();
	// An adult of the school must be able to reach everybody: not blocked, and told why.
	await page.locator('summary', { hasText: 'Bloquer cette personne' }).click();
	await page.getByRole('button', { name: 'Bloquer cette personne' }).click();
	await expect(page.getByText(/^Cette personne ne peut pas être bloquée/).first()).toBeVisible();

	await become(page, 'philippe.moreau', baseURL);
	await page.goto('/administration/messagerie');
	const report = page.getByRole('article').filter({ hasText: subject }).last();
	await report.getByLabel('Avertissement à son auteur').fill(warning);
	await report.getByLabel('Le suspendre quelques jours').check();
	await report.getByLabel('Raison de la suspension').fill(reason);
	await report.getByRole('button', { name: 'Décider' }).click();
	await expect(page.getByText('La décision est enregistrée.')).toBeVisible();
	await noViolation(page);

	await become(page, 'bruno.garnier', baseURL);
	await page.goto('/messagerie');
	await expect(page.getByText(warning)).toBeVisible();
	await expect(page.getByText(reason)).toBeVisible();
	await noViolation(page);
	await write(page, 'durand', /Ajouter .*Durand/, unique('Suspendu'));
	await verify(page);
	await expect(page.getByRole('alert').getByText(/^Accès suspendu/)).toBeVisible();
	await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Bonjour');
	await page.goto('/messagerie');
	await page.getByRole('button', { name: "C'est lu" }).first().click();
	await expect(page.getByText(warning)).toHaveCount(0);

	await become(page, 'philippe.moreau', baseURL);
	await page.goto('/administration/messagerie#suspendues');
	await page.getByRole('listitem').filter({ hasText: reason }).getByRole('button').click();
	await expect(page.getByText('Cette personne peut de nouveau écrire.')).toBeVisible();
	await become(page, 'bruno.garnier', baseURL);
	await page.goto('/messagerie');
	await expect(page.getByText(reason)).toHaveCount(0);
});

test('classes of parents left to the direction: a teacher is told so, the words stay, one family is still written to', { tag: '@once' }, async ({ page, baseURL }) => {
	const only = (on: boolean) => async () => {
		await become(page, 'philippe.moreau', baseURL);
		await page.goto('/administration/messagerie');
		const box = page.getByLabel("Seule la direction écrit à tous les parents d'une classe");
		await box.setChecked(on);
		await page.locator('form', { has: box }).getByRole('button').click();
		await expect(page.getByText(on ? /^Seule la direction écrit maintenant/ : /écrivent de nouveau à tous les parents/)).toBeVisible();
	};
	await only(true)();
	try {
		await become(page, 'helene.durand', baseURL);
		await write(page, 'parents 5eb', /Ajouter parents de la 5e B/, unique('À tous'));
		await verify(page);
		await expect(page.getByText(/seule la direction écrit à tous les parents d'une classe/).first()).toBeVisible();
		await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Bonjour');
		await write(page, 'sophie martin', /Ajouter .*Sophie Martin/, unique('À une famille'));
		await verify(page);
		await page.getByRole('button', { name: /^Envoyer à .*Sophie Martin/ }).click();
		await expect(page.getByText('Message envoyé à 1 personne.')).toBeVisible();
	} finally {
		await only(false)();
	}
});
