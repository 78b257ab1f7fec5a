/** What keeps people safe in messaging: reported and removed, closed and open again, taken back, away. */
import { randomUUID } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import { runNow } from '../support/demo-admin.ts';
import { arrived, become, noViolation, unique } from '../support/journey.ts';
import { receive } from '../support/writing.ts';

/** Mme Durand writes to Sophie Martin by the API of the pages: the conversation is what is tested here. */
async function durandWrites(page: Page, subject: string, baseURL: string | undefined): Promise<void> {
	await become(page, 'helene.durand', baseURL);
	await page.goto('/messagerie/ecrire');
	await page.getByLabel('À qui').pressSequentially('sophie martin', { delay: 30 });
	await page
		.getByRole('button', { name: /Ajouter .*Sophie Martin/ })
		.first()
		.click();
	await page.getByLabel('Objet').fill(subject);
	await page.getByLabel('Message', { exact: true }).fill('Des mots de trop.');
	await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
	await page
		.getByRole('button', { name: /^Envoyer/ })
		.last()
		.click();
	await expect(page).not.toHaveURL(/ecrire/);
}

test('a parent reports a message, the direction removes it for all, both see it', async ({ page, baseURL }) => {
	const subject = `Signalé ${randomUUID().slice(0, 8)}`;
	await durandWrites(page, subject, baseURL);
	await become(page, 'sophie.martin', baseURL);
	await (await arrived(page, subject)).click();
	await page.getByRole('link', { name: 'Signaler' }).last().click();
	await noViolation(page);
	await page.getByRole('button', { name: 'Signaler à la direction' }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await page.getByLabel('Insultes ou moqueries').check();
	await page.getByLabel(/Ce qu'il faut savoir/).fill('Cela me blesse.');
	await page.getByRole('button', { name: 'Signaler à la direction' }).click();
	await expect(page.getByText('Ce message est signalé')).toBeVisible();

	await become(page, 'philippe.moreau', baseURL);
	await page.goto('/administration/messagerie');
	await noViolation(page);
	const report = page.getByRole('article').filter({ hasText: 'Cela me blesse.' }).last();
	await expect(report).toContainText('Des mots de trop.');
	await report.getByLabel('Le retirer pour tous').check();
	await report.getByRole('button', { name: 'Décider' }).click();
	await expect(page.getByText('La décision est enregistrée.')).toBeVisible();

	await become(page, 'sophie.martin', baseURL);
	await page.goto('/messagerie');
	await page.getByRole('link', { name: subject }).click();
	await expect(page.getByText('Des mots de trop.')).toHaveCount(0);
	await page.goto('/messagerie/absence');
	await expect(page.getByRole('listitem').filter({ hasText: subject })).toContainText('le message est retiré');
	await become(page, 'helene.durand', baseURL);
	await page.goto('/messagerie/envoyes');
	await page.getByRole('link', { name: subject }).click();
	await expect(page.getByRole('article').getByText('Des mots de trop.')).toHaveCount(0);
});

test('the direction closes messaging with a reason everybody reads, and opens it again', async ({ page, baseURL }) => {
	const reason = `Menaces en chaîne ${randomUUID().slice(0, 8)}`;
	await become(page, 'philippe.moreau', baseURL);
	await page.goto('/administration/messagerie');
	await page.locator('summary', { hasText: 'Fermer la messagerie' }).click();
	await page.getByLabel('Pour qui').selectOption('pupil');
	await page.getByLabel('Raison, montrée à tous').fill(reason);
	await page.getByRole('button', { name: 'Fermer maintenant' }).click();
	await expect(page.getByText('La messagerie est fermée.', { exact: true })).toBeVisible();
	await noViolation(page);

	await become(page, 'lea.martin', baseURL);
	await page.goto('/messagerie');
	await expect(page.getByText(reason)).toBeVisible();
	await noViolation(page);

	await become(page, 'philippe.moreau', baseURL);
	await page.goto('/administration/messagerie');
	await page.locator('.note').filter({ hasText: reason }).getByRole('button', { name: 'Rouvrir' }).click();
	await expect(page.getByText('La messagerie est rouverte.')).toBeVisible();
	await become(page, 'lea.martin', baseURL);
	await page.goto('/messagerie');
	await expect(page.getByText(reason)).toHaveCount(0);
});

test('a teacher takes a message back, told first how many have not read it', async ({ page, baseURL }) => {
	const subject = `Retiré ${randomUUID().slice(0, 8)}`;
	await durandWrites(page, subject, baseURL);
	await become(page, 'sophie.martin', baseURL);
	await arrived(page, subject);
	await become(page, 'helene.durand', baseURL);
	await page.goto('/messagerie/envoyes');
	await page.getByRole('link', { name: subject }).click();
	await page.getByRole('link', { name: 'Retirer ce message' }).click();
	await expect(page.getByText("1 personne ne l'a pas encore lu.")).toBeVisible();
	await noViolation(page);
	await page.getByRole('button', { name: 'Retirer ce message' }).click();
	await expect(page.getByText(/^Message retiré\. Non lus/)).toBeVisible();
	await become(page, 'sophie.martin', baseURL);
	await page.goto('/messagerie');
	await expect(page.getByRole('link', { name: subject })).toHaveCount(0);
});

test('somebody away says so, and stops', async ({ page, baseURL }) => {
	await become(page, 'helene.durand', baseURL);
	await page.goto('/messagerie/absence');
	await page.getByLabel('Premier jour').fill('2030-01-10');
	await page.getByLabel('Dernier jour').fill('2030-01-08');
	await page.getByLabel('Texte de la réponse').fill('Je réponds lundi.');
	await page.getByRole('button', { name: 'Répondre automatiquement' }).click();
	await expect(page.getByText('Le dernier jour est avant le premier.').first()).toBeVisible();
	await expect(page.getByLabel('Texte de la réponse')).toHaveValue('Je réponds lundi.');
	await page.getByLabel('Dernier jour').fill('2030-01-12');
	await page.getByRole('button', { name: 'Répondre automatiquement' }).click();
	await expect(page.getByText('La réponse automatique est enregistrée.')).toBeVisible();
	await noViolation(page);
	await page.getByRole('button', { name: 'Arrêter de répondre automatiquement' }).click();
	await expect(page.getByText('Plus aucune réponse automatique ne partira.')).toBeVisible();
});

test('a parent who writes to somebody away is answered once, however often she writes', { tag: '@once' }, async ({ page, baseURL }) => {
	const day = (shift: number) => new Date(Date.now() + shift * 86_400_000).toLocaleDateString('sv-SE', { timeZone: 'Europe/Paris' });
	const [first, again, other] = [unique('Retard du car'), unique('Encore le car'), unique('Autre sujet')];
	await become(page, 'nadia.lefevre', baseURL);
	await page.goto('/messagerie/absence');
	await page.getByLabel('Premier jour').fill(day(0));
	await page.getByLabel('Dernier jour').fill(day(3));
	await page.getByLabel('Texte de la réponse').fill('Je suis en formation, je réponds lundi.');
	await page.getByRole('button', { name: 'Répondre automatiquement' }).click();
	await expect(page.getByText('La réponse automatique est enregistrée.')).toBeVisible();

	await receive(page, baseURL, 'sophie.martin', 'nadia lefevre', first);
	await runNow('messaging.answer-absences');
	const answers = page.getByRole('link', { name: /^Réponse automatique/ });
	await (await arrived(page, `Réponse automatique\u202f: ${first}`)).click();
	await expect(page.getByRole('article').getByText('Je suis en formation, je réponds lundi.')).toBeVisible();
	await expect(page.getByRole('article').getByText('Réponse automatique', { exact: true })).toBeVisible();
	await page.goto('/messagerie');
	const before = await answers.count();
	await receive(page, baseURL, 'sophie.martin', 'nadia lefevre', again);
	// Who writes after her is answered in the same run: hers has been looked at.
	await receive(page, baseURL, 'julien.martin', 'nadia lefevre', other);
	await runNow('messaging.answer-absences');
	await arrived(page, `Réponse automatique\u202f: ${other}`);
	await become(page, 'sophie.martin', baseURL);
	await page.goto('/messagerie');
	await expect(page.getByRole('link', { name: again })).toHaveCount(0);
	await expect(answers).toHaveCount(before);

	await become(page, 'nadia.lefevre', baseURL);
	await page.goto('/messagerie/absence');
	await page.getByRole('button', { name: 'Arrêter de répondre automatiquement' }).click();
	await expect(page.getByText('Plus aucune réponse automatique ne partira.')).toBeVisible();
});
