/** Order in the mailbox, search, and who has opened what one wrote. */
import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { become, noViolation, unique } from '../support/journey.ts';
import { receive } from '../support/writing.ts';

test('a parent archives, finds again, files into a folder, throws away and takes back', async ({ page, baseURL }) => {
	const subject = `Médiathèque ${randomUUID().slice(0, 8)}`;
	const folder = `Léa ${randomUUID().slice(0, 6)}`;
	await receive(page, baseURL, 'helene.durand', 'sophie martin', subject);
	await become(page, 'sophie.martin', baseURL);
	await page.goto('/messagerie');
	await page.getByRole('link', { name: subject }).click();
	await page.getByRole('button', { name: 'Archiver' }).click();
	await expect(page.getByText('Message archivé.')).toBeVisible();
	await expect(page.getByRole('main').getByRole('link', { name: subject })).toHaveCount(0);

	await page
		.getByRole('main')
		.getByRole('searchbox')
		.fill(`mediatheque ${subject.slice(-8)}`);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('link', { name: subject })).toContainText('Archives');

	await page.goto('/messagerie/dossiers');
	await page.getByLabel('Nom du dossier').first().fill(folder);
	await page.getByRole('button', { name: 'Créer le dossier' }).click();
	await expect(page.getByText('Dossier créé.')).toBeVisible();
	await page.goto('/messagerie/archives');
	await page.getByRole('checkbox', { name: new RegExp(subject) }).check();
	await page.getByLabel('Déplacer vers').selectOption({ label: folder });
	await page.getByRole('button', { name: 'Déplacer' }).click();
	await page.getByRole('navigation', { name: 'Dossiers' }).getByRole('link', { name: folder }).click();
	await page.getByRole('checkbox', { name: new RegExp(subject) }).check();
	await page.getByRole('button', { name: 'Ajouter aux favoris' }).click();
	await page.goto('/messagerie/favoris');
	await page.getByRole('link', { name: subject }).click();
	await page.getByRole('button', { name: 'Mettre à la corbeille' }).click();
	await page.goto('/messagerie/corbeille');
	await page.getByRole('checkbox', { name: new RegExp(subject) }).check();
	await page.getByRole('button', { name: 'Sortir de la corbeille' }).click();
	await page.getByRole('navigation', { name: 'Dossiers' }).getByRole('link', { name: folder }).click();
	await expect(page.getByRole('link', { name: subject })).toBeVisible();

	await page.goto('/messagerie/dossiers');
	const line = page
		.getByRole('listitem')
		.filter({ hasText: folder })
		.filter({ has: page.getByText('Renommer') });
	await line.getByText('Supprimer').first().click();
	await expect(line.getByText(/iront dans les archives/)).toBeVisible();
	await line.getByRole('button', { name: 'Supprimer' }).click();
	await expect(page.getByText(/Dossier supprimé/)).toBeVisible();
});

test('a folder inside a folder, a message put there, thrown away and gone for good; the others keep theirs', async ({ page, baseURL }) => {
	const [subject, outer, inner] = [unique('À ranger'), unique('Matières'), unique('Français')];
	await receive(page, baseURL, 'helene.durand', 'sophie martin', subject);
	await become(page, 'sophie.martin', baseURL);
	await page.goto('/messagerie/dossiers');
	await page.getByLabel('Nom du dossier').first().fill(outer);
	await page.getByRole('button', { name: 'Créer le dossier' }).click();
	await page.getByLabel('Nom du dossier').first().fill(inner);
	await page.getByLabel("À l'intérieur de").selectOption({ label: outer });
	await page.getByRole('button', { name: 'Créer le dossier' }).click();
	await expect(page.getByRole('link', { name: inner }).first()).toBeVisible();
	await noViolation(page);
	// Two levels and no more: the inner one is not offered as a place.
	await expect(page.getByLabel("À l'intérieur de").getByRole('option', { name: inner })).toHaveCount(0);

	await page.goto('/messagerie');
	await page.getByRole('checkbox', { name: new RegExp(subject) }).check();
	await page.getByLabel('Déplacer vers').selectOption({ label: `– ${inner}` });
	await page.getByRole('button', { name: 'Déplacer' }).click();
	await page.getByRole('navigation', { name: 'Dossiers' }).getByRole('link', { name: inner }).click();
	await page.getByRole('checkbox', { name: new RegExp(subject) }).check();
	await page.getByRole('button', { name: 'Mettre à la corbeille' }).click();
	await page.goto('/messagerie/corbeille');
	await page.getByRole('checkbox', { name: new RegExp(subject) }).check();
	await page.getByRole('button', { name: 'Supprimer pour toujours' }).click();
	await expect(page.getByText('1 message supprimé.')).toBeVisible();
	await expect(page.getByRole('link', { name: subject })).toHaveCount(0);
	await page.goto(`/messagerie/recherche?q=${encodeURIComponent(subject)}`);
	await expect(page.getByRole('main').getByRole('link', { name: subject })).toHaveCount(0);
	await become(page, 'helene.durand', baseURL);
	await page.goto('/messagerie/envoyes');
	await expect(page.getByRole('link', { name: subject })).toBeVisible();
});

test('filtered by class and by days: what is of them stays, the rest goes', async ({ page, baseURL }) => {
	const [ours, other] = [unique('De la classe'), unique('De la direction')];
	await receive(page, baseURL, 'lea.martin', 'durand', ours);
	await receive(page, baseURL, 'philippe.moreau', 'helene durand', other);
	await become(page, 'helene.durand', baseURL);
	await page.goto('/messagerie');
	await expect(page.getByRole('link', { name: other })).toBeVisible();
	await page.getByRole('link', { name: 'Filtrer' }).click();
	await page.getByLabel("Classe de l'expéditeur").selectOption({ label: '5e B' });
	await page.getByRole('button', { name: 'Appliquer' }).click();
	await expect(page.getByRole('link', { name: ours })).toBeVisible();
	await expect(page.getByRole('link', { name: other })).toHaveCount(0);
	await noViolation(page);
	const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
	await page.getByLabel("Jusqu'au").fill(day(-1));
	await page.getByRole('button', { name: 'Appliquer' }).click();
	await expect(page.getByRole('link', { name: ours })).toHaveCount(0);
	await page.getByLabel("Jusqu'au").fill(day(1));
	await page.getByLabel('Depuis le').fill(day(-1));
	await page.getByRole('button', { name: 'Appliquer' }).click();
	await expect(page.getByRole('link', { name: ours })).toBeVisible();
	await page.getByRole('link', { name: 'Tout effacer' }).click();
	await expect(page.getByRole('link', { name: other })).toBeVisible();
});

test('filters stay in the address, and say so when nothing matches', async ({ page, baseURL }) => {
	await become(page, 'helene.durand', baseURL);
	await page.goto('/messagerie');
	await page.getByRole('link', { name: 'Filtrer' }).click();
	await page.getByLabel('De (nom)').fill('personne de ce nom');
	await page.getByRole('button', { name: 'Appliquer' }).click();
	await expect(page).toHaveURL(/de=personne/);
	await expect(page.getByText('Aucun message ne correspond')).toBeVisible();
	await page.getByLabel('De (nom)').fill('moreau');
	await page.getByRole('button', { name: 'Appliquer' }).click();
	await expect(page.locator('[data-letters] a').first()).toContainText('Moreau');
});

test('the keyboard walks through the mailbox, and can be told not to @once', async ({ page, baseURL }) => {
	await become(page, 'helene.durand', baseURL);
	await page.goto('/messagerie');
	await page.keyboard.press('j');
	await expect(page.locator('[data-letters] a').first()).toBeFocused();
	await page.keyboard.press('x');
	await expect(page.getByRole('button', { name: 'Archiver' })).toBeVisible();
	await page.keyboard.press('?');
	const panel = page.getByRole('dialog', { name: 'Raccourcis clavier' });
	await expect(panel).toBeVisible();
	await panel.getByRole('checkbox').uncheck();
	await panel.getByRole('button', { name: 'Fermer' }).click();
	await page.reload();
	await page.keyboard.press('/');
	await expect(page.getByRole('main').getByRole('searchbox')).not.toBeFocused();
});

test('a teacher sees which parents have opened her message, and reminds the others once a day', async ({ page, baseURL }) => {
	const subject = `Bulletin ${randomUUID().slice(0, 8)}`;
	await receive(page, baseURL, 'helene.durand', 'parents 5eb', subject);
	await become(page, 'sophie.martin', baseURL);
	await page.goto('/messagerie');
	await page.getByRole('link', { name: subject }).click();
	await become(page, 'helene.durand', baseURL);
	await page.goto('/messagerie/envoyes');
	await page.getByRole('link', { name: subject }).click();
	await page.getByRole('link', { name: "Voir qui l'a ouvert" }).click();
	await page.getByRole('link', { name: 'Ont ouvert' }).click();
	await expect(page.getByRole('main').getByText('Sophie Martin')).toBeVisible();
	await page.getByRole('link', { name: 'Pas encore' }).click();
	await page.getByRole('button', { name: /^Relancer \d+ parents?$/ }).click();
	await expect(page.getByText(/^Rappel envoyé/)).toBeVisible();
	await expect(page.getByText(/Un rappel est parti aujourd'hui/)).toBeVisible();
	await expect(page.getByRole('button', { name: /^Relancer/ })).toHaveCount(0);
});

test('a conversation prints with every message open @once', async ({ page, baseURL }) => {
	await page.addInitScript(() => {
		window.print = () => document.documentElement.setAttribute('data-printed', 'yes');
	});
	await become(page, 'helene.durand', baseURL);
	await page.goto('/messagerie');
	await page.locator('[data-letters] a').first().click();
	await page.getByRole('link', { name: 'Imprimer' }).click();
	await expect(page.locator('html')).toHaveAttribute('data-printed', 'yes');
	await expect(page.getByRole('article').first()).toBeVisible();
});
