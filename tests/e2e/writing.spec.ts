/** Writing a letter: copies, formatting, drafts that survive, an hour to come, a change of mind, lists, passing on. */
import { expect, test } from '@playwright/test';
import { arrived, become, enter, noViolation, unique } from '../support/journey.ts';
import { begin, saved } from '../support/writing.ts';

test.setTimeout(120_000);

test('formatted with the keyboard alone, it arrives formatted', async ({ page, baseURL }) => {
	const subject = unique('Mise en forme');
	await become(page, 'karim.benali', baseURL);
	const scripts: string[] = [];
	page.on('request', (request) => {
		if (request.resourceType() === 'script') scripts.push(request.url());
	});
	await begin(page, subject, 'Bonjour');
	// The editor comes only when it is asked for.
	const before = scripts.length;
	expect(scripts.filter((script) => script.includes('/workers/'))).toHaveLength(1);
	await page.getByRole('button', { name: 'Mise en forme' }).press('Enter');
	const editor = page.getByRole('textbox', { name: 'Message', exact: true });
	await expect(editor).toBeFocused();
	expect(scripts.length).toBeGreaterThan(before);
	await editor.press('Enter');
	await page.keyboard.press('Alt+F10');
	await expect(page.getByRole('button', { name: 'Gras' })).toBeFocused();
	await page.keyboard.press('Enter');
	await page.keyboard.type('Important');
	await page.keyboard.press('Control+b');
	await page.keyboard.press('Enter');
	await page.keyboard.press('Alt+F10');
	for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowRight');
	await expect(page.getByRole('button', { name: 'Liste', exact: true })).toBeFocused();
	await page.keyboard.press('Enter');
	await page.keyboard.type('un compas');
	await expect(page.getByRole('button', { name: 'Liste', exact: true })).toHaveAttribute('aria-pressed', 'true');
	await noViolation(page);
	await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
	await expect(page.getByRole('article').locator('strong')).toHaveText('Important');
	await page.getByRole('button', { name: 'Envoyer à Mme Hélène Durand' }).click();
	await expect(page.getByText('Message envoyé à 1 personne.')).toBeVisible();
	await become(page, 'helene.durand', baseURL);
	await (await arrived(page, subject)).click();
	await expect(page.getByRole('article').locator('strong')).toHaveText('Important');
	await expect(page.getByRole('article').getByRole('listitem')).toHaveText('un compas');
	await noViolation(page);
});

test('what is pasted is cleaned by the schema', async ({ page, baseURL }) => {
	await become(page, 'karim.benali', baseURL);
	await begin(page, unique('Collé'), '');
	await page.getByRole('button', { name: 'Mise en forme' }).click();
	const editor = page.getByRole('textbox', { name: 'Message', exact: true });
	await expect(editor).toHaveAttribute('contenteditable', 'true');
	await editor.evaluate((element) => {
		const data = new DataTransfer();
		data.setData('text/html', '<h1 style="color:red">Titre</h1><p onclick="x()">Voir <a href="javascript:alert(1)">ceci</a><img src="x" onerror="y()"></p><script>z()</script>');
		element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
	});
	await expect(editor).toContainText('Voir ceci');
	expect(await editor.innerHTML()).not.toMatch(/style=|onclick|javascript:|onerror|<script|<h1/);
});

test('copies: who had a blind one knows it, the others do not', async ({ page, baseURL }) => {
	const subject = unique('Copies');
	await become(page, 'karim.benali', baseURL);
	await begin(page, subject, 'Bonjour');
	await page.getByText('Ajouter des copies').click();
	await page.getByRole('searchbox', { name: 'Copie cachée (Cci)' }).fill('philippe moreau');
	await page.getByRole('button', { name: /Ajouter .*Philippe Moreau/ }).click();
	await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
	await expect(page.getByText(/^Copie cachée \(Cci\).: .*Moreau/)).toBeVisible();
	await page.getByText(/Voir les noms des 2 personnes/).click();
	await noViolation(page);
	await page.getByRole('button', { name: 'Envoyer à 2 personnes' }).click();
	await become(page, 'helene.durand', baseURL);
	await (await arrived(page, subject)).click();
	await expect(page.getByRole('article')).not.toContainText('Moreau');
	await become(page, 'philippe.moreau', baseURL);
	await (await arrived(page, subject)).click();
	await expect(page.getByText(/en copie cachée.: les autres ne savent pas/)).toBeVisible();
	await expect(page.getByRole('button', { name: /Répondre à tous/ })).toHaveCount(0);
});

test('a change of mind within ten seconds brings the draft back, and nobody got it', async ({ page, baseURL }) => {
	const subject = unique('Trop vite');
	await become(page, 'karim.benali', baseURL);
	await begin(page, subject, 'Écrit trop vite');
	await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
	await page.getByRole('button', { name: 'Envoyer à Mme Hélène Durand' }).click();
	await expect(page.getByText('Message envoyé à 1 personne.')).toBeVisible();
	await page.getByRole('button', { name: "Annuler l'envoi" }).click();
	await expect(page.getByText('Envoi annulé. Le message est de nouveau un brouillon.')).toBeVisible();
	await expect(page.getByLabel('Objet')).toHaveValue(subject);
	await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Écrit trop vite');
	await expect(page.getByRole('button', { name: 'Retirer Mme Hélène Durand' })).toBeVisible();
	await page.goto('/messagerie/envoyes');
	await expect(page.getByRole('link', { name: subject })).toHaveCount(0);
	await page.goto('/messagerie/brouillons');
	await expect(page.getByRole('link', { name: subject })).toBeVisible();
	await noViolation(page);
});

test('a draft saves itself, is found again, and goes when it is thrown away', async ({ page, baseURL }) => {
	const subject = unique('Brouillon');
	await become(page, 'karim.benali', baseURL);
	await begin(page, subject, 'Commencé');
	await expect(saved(page)).toBeVisible();
	await page.goto('/messagerie/brouillons');
	await page.getByRole('link', { name: subject }).click();
	await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Commencé');
	await page.goto('/messagerie/brouillons');
	const line = page.getByRole('listitem').filter({ hasText: subject });
	await line.getByText('Supprimer', { exact: true }).click();
	await line.getByRole('button', { name: 'Supprimer le brouillon' }).click();
	await expect(page.getByText('Le brouillon est supprimé.')).toBeVisible();
	await expect(page.getByRole('link', { name: subject })).toHaveCount(0);
});

test('without a network it says so, keeps the text, and saves when the network is back', async ({ page, baseURL }) => {
	const subject = unique('Sans réseau');
	await become(page, 'karim.benali', baseURL);
	await begin(page, subject, 'Avant');
	await expect(saved(page)).toBeVisible();
	await page.context().setOffline(true);
	await page.getByLabel('Message', { exact: true }).fill('Écrit sans réseau');
	await expect(page.getByText(/^Non enregistré, on réessaie/)).toBeVisible();
	// Sending waits as well, in place of the browser's own page of error.
	await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
	await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Écrit sans réseau');
	await page.context().setOffline(false);
	await expect(saved(page)).toBeVisible({ timeout: 40_000 });
	await page.reload();
	await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Écrit sans réseau');
});

test('the session ends: what was written is kept here, offered again after the log-in, and sent once', async ({ page, baseURL }) => {
	const subject = unique('Session finie');
	await become(page, 'karim.benali', baseURL);
	await begin(page, subject, 'Avant la fin');
	await expect(saved(page)).toBeVisible();
	await page.context().clearCookies();
	await page.getByLabel('Message', { exact: true }).fill('Écrit après la fin de la session');
	await expect(page.getByText("La session s'est terminée")).toBeVisible();
	await noViolation(page);
	// Whatever happens to this page now.
	await page.goto('/connexion');
	await enter(page, 'karim.benali', baseURL ?? '');
	await page.goto('/messagerie/ecrire');
	await page.getByRole('link', { name: 'Le reprendre' }).click();
	await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Écrit après la fin de la session');
	await page.getByRole('button', { name: 'Envoyer à Mme Hélène Durand' }).click();
	await expect(page.getByText('Message envoyé à 1 personne.')).toBeVisible();
	await page.goto('/messagerie/ecrire');
	await expect(page.getByText('Un message commencé a été retrouvé')).toHaveCount(0);
	await page.goto('/messagerie/envoyes');
	await expect(page.getByRole('link', { name: subject })).toHaveCount(1);
});

test('two tabs: the second to save is asked, and both versions stay', async ({ page, baseURL }) => {
	const subject = unique('Deux onglets');
	await become(page, 'karim.benali', baseURL);
	await begin(page, subject, 'Au début');
	await expect(saved(page)).toBeVisible();
	const other = await page.context().newPage();
	await other.goto(page.url());
	await other.getByLabel('Message', { exact: true }).fill('Du deuxième onglet');
	await expect(saved(other)).toBeVisible();
	await page.getByLabel('Message', { exact: true }).fill('Du premier onglet');
	await expect(page.getByText('Deux versions de ce brouillon')).toBeVisible();
	await noViolation(page);
	await page.getByRole('button', { name: "Continuer avec celle-ci, garder l'autre à part" }).click();
	await expect(saved(page)).toBeVisible();
	await page.goto('/messagerie/brouillons');
	const lines = page.getByRole('listitem').filter({ hasText: subject });
	await expect(lines).toHaveCount(2);
	await expect(lines.filter({ hasText: 'Du premier onglet' })).toHaveCount(1);
	await expect(lines.filter({ hasText: 'Du deuxième onglet' })).toHaveCount(1);
	await other.close();
});

test('sent later: listed, put off, taken back', async ({ page, baseURL }) => {
	const subject = unique('Plus tard');
	await become(page, 'karim.benali', baseURL);
	await begin(page, subject, 'Pour bientôt');
	await page.getByText('Envoyer plus tard').click();
	const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
	await page.getByLabel('Jour').fill(day);
	await page.getByLabel('Heure').fill('07:30');
	await page.getByRole('button', { name: "Programmer l'envoi" }).click();
	await expect(page).toHaveURL(/\/messagerie\/programmes$/);
	const line = page.getByRole('listitem').filter({ hasText: subject });
	await expect(line).toContainText(/7.h.30/);
	await noViolation(page);
	await line.getByText("Changer l'heure").click();
	await line.getByLabel('Jour').fill(day);
	await line.getByLabel('Heure').fill('08:15');
	await line.getByRole('button', { name: "Programmer l'envoi" }).click();
	await expect(line).toContainText(/8.h.15/);
	await line.getByRole('button', { name: "Annuler l'envoi et modifier" }).click();
	await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Pour bientôt');
	await page.goto('/messagerie/programmes');
	await expect(page.getByText(subject)).toHaveCount(0);
});

test('recipients kept under a name are used, renamed, forgotten', async ({ page, baseURL }) => {
	const [name, other] = [unique('Équipe'), unique('Autre nom')];
	await become(page, 'karim.benali', baseURL);
	await begin(page, unique('Liste'), 'Bonjour');
	await page.getByText('Listes de destinataires').click();
	await page.getByLabel('Nom de la liste').fill(name);
	await page.getByRole('button', { name: 'Garder ces destinataires' }).click();
	await expect(page.getByText(`La liste « ${name} » est gardée.`)).toBeVisible();
	await page.goto('/messagerie/ecrire');
	await page.getByText('Listes de destinataires').click();
	await page.getByRole('button', { name: `Ajouter ${name}` }).click();
	await expect(page.getByRole('button', { name: 'Retirer Mme Hélène Durand' })).toBeVisible();
	await page.goto('/messagerie/reglages');
	const line = page.getByRole('listitem').filter({ hasText: name });
	await line.getByText('Renommer').first().click();
	await line.getByLabel('Nom de la liste').fill(other);
	await line.getByRole('button', { name: 'Renommer' }).click();
	const renamed = page.getByRole('listitem').filter({ hasText: other });
	await renamed.getByText('Supprimer', { exact: true }).click();
	await renamed.getByRole('button', { name: 'Supprimer la liste' }).click();
	await expect(page.getByText('La liste est supprimée.')).toBeVisible();
	await expect(page.getByText(other)).toHaveCount(0);
});

test('passed on, a message stands quoted below, with who wrote it', async ({ page, baseURL }) => {
	const subject = unique('À transmettre');
	await become(page, 'karim.benali', baseURL);
	await begin(page, subject, 'Le texte du début');
	await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
	await page.getByRole('button', { name: 'Envoyer à Mme Hélène Durand' }).click();
	await become(page, 'helene.durand', baseURL);
	await (await arrived(page, subject)).click();
	await page.getByRole('link', { name: 'Transférer' }).last().click();
	await expect(page.getByLabel('Objet')).toHaveValue(`Tr\u202f: ${subject}`);
	await expect(page.getByText('Le texte du début')).toBeVisible();
	await page.getByLabel('À qui', { exact: true }).fill('philippe moreau');
	await page.getByRole('button', { name: /Ajouter .*Philippe Moreau/ }).click();
	await page.getByLabel('Message', { exact: true }).fill('Pour information.');
	await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
	await noViolation(page);
	await page.getByRole('button', { name: /^Envoyer à / }).click();
	await become(page, 'philippe.moreau', baseURL);
	await (await arrived(page, subject)).click();
	await expect(page.getByRole('article').locator('blockquote')).toHaveText('Le texte du début');
	await expect(page.getByRole('article').getByText(/^Message de .*Benali, /)).toBeVisible();
});

test('a signature stands under a new letter, and can be changed there', async ({ page, baseURL }) => {
	const signature = unique('Karim Benali, vie scolaire');
	await become(page, 'karim.benali', baseURL);
	await page.goto('/messagerie/reglages');
	await page.getByLabel(/Ce qui se place sous/).fill(signature);
	await page.getByRole('button', { name: 'Enregistrer la signature' }).click();
	await page.goto('/messagerie/ecrire');
	await expect(page.getByLabel('Message', { exact: true })).toHaveValue(new RegExp(signature));
	await page.goto('/messagerie/reglages');
	await page.getByLabel(/Ce qui se place sous/).fill('');
	await page.getByRole('button', { name: 'Enregistrer la signature' }).click();
	await expect(page.getByText('La signature est enregistrée.')).toBeVisible();
});
