/** A day without a mouse: log in, write, send, log out; and wherever the focus is, it is seen. */
import { expect, test, type Page } from '@playwright/test';
import { pdf, sendFile } from '../support/documents.ts';
import { demoPassword, enter, unique } from '../support/journey.ts';

interface Focus {
	tag: string;
	name: string;
	seen: boolean;
}

function focused(page: Page): Promise<Focus> {
	return page.evaluate(() => {
		const at = document.activeElement;
		if (!(at instanceof HTMLElement) || at === document.body) return { tag: 'body', name: '', seen: true };
		const style = getComputedStyle(at);
		const label = 'labels' in at ? ((at as HTMLInputElement).labels?.[0]?.textContent ?? '') : '';
		const { width, height } = at.getBoundingClientRect();
		const marked = (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none';
		return {
			tag: at.tagName.toLowerCase(),
			name: (label || at.getAttribute('aria-label') || at.textContent || '').trim().replace(/\s+/g, ' '),
			seen: marked && width > 0 && height > 0
		};
	});
}

/** Tab until the focus stands on what is wanted. */
async function tabTo(page: Page, name: RegExp, tags: string[] = ['a', 'button', 'input', 'textarea', 'summary']): Promise<void> {
	await page.waitForLoadState();
	for (let press = 0; press < 80; press++) {
		await page.keyboard.press('Tab');
		const at = await focused(page);
		expect(at.seen, `the focus is not seen on ${at.tag} « ${at.name} »`).toBe(true);
		if (tags.includes(at.tag) && name.test(at.name)) return;
	}
	throw new Error(`the keyboard does not reach ${String(name)}`);
}

test('log in, write a message and log out by keyboard alone', async ({ page }) => {
	await page.goto('/connexion');
	await test.step('the skip link is the first stop', async () => {
		await page.keyboard.press('Tab');
		expect(await focused(page)).toMatchObject({ tag: 'a', name: 'Aller au contenu' });
	});
	await tabTo(page, /^Identifiant/, ['input']);
	await page.keyboard.type('karim.benali');
	await tabTo(page, /^Mot de passe/, ['input']);
	await page.keyboard.type(demoPassword());
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/accueil$/);

	await tabTo(page, /^Écrire un message/, ['a']);
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/messagerie\/ecrire/);
	await tabTo(page, /^À qui/, ['input']);
	await page.keyboard.type('lefevre');
	await expect(page.getByRole('button', { name: /^Ajouter .*Lefèvre/ }).first()).toBeVisible();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: /^Retirer .*Lefèvre/ })).toBeVisible();
	await tabTo(page, /^Objet/, ['input']);
	await page.keyboard.type('Clé de la salle 12');
	await tabTo(page, /^Message/, ['textarea']);
	await page.keyboard.type('Bonjour, je la rapporte à midi.');
	await tabTo(page, /^(Vérifier avant d.envoyer|Envoyer)/, ['button']);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: /^Envoyer/ })).toBeVisible();
	await tabTo(page, /^Envoyer/, ['button']);
	await page.keyboard.press('Enter');
	await expect(page.getByText(/^Message envoyé/)).toBeVisible();

	await tabTo(page, /Mon compte/, ['summary']);
	await page.keyboard.press('Enter');
	await tabTo(page, /^Se déconnecter/, ['button']);
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/connexion$/);
});

test('look at a document page by page by keyboard alone, by the links under its pages and by keys, and go back', async ({ page, baseURL }) => {
	await enter(page, 'helene.durand', baseURL ?? '');
	await page.goto('/aide');
	const title = unique('Vingt et une pages');
	const id = await sendFile(page, 'message', `${title}.pdf`, await pdf(22, { info: { Title: title } }));
	await page.goto('/compte/fichiers');
	await tabTo(page, new RegExp(`^Voir ${title}`), ['a']);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('progressbar')).toHaveCount(0, { timeout: 20_000 });
	await expect(page.getByRole('heading', { level: 1 })).toContainText(title);

	await test.step('its stops, in order: the way back, the file, then page by page', async () => {
		await page.reload();
		await tabTo(page, /^Revenir à la page précédente/, ['a']);
		for (const name of ['Télécharger', 'Aller à la page 2', 'Aller à la page 1', 'Aller à la page 3']) {
			await page.keyboard.press('Tab');
			expect(await focused(page)).toMatchObject({ tag: 'a', name, seen: true });
		}
		await page.keyboard.press('Enter');
		await expect(page).toHaveURL(/#page-3$/);
		await page.keyboard.press('Tab');
		expect((await focused(page)).name).toBe('Aller à la page 2');
	});
	await test.step('the arrows, over the end of a screen and back', async () => {
		const at = () => page.evaluate(() => document.activeElement?.id);
		await page.keyboard.press('ArrowRight');
		expect([await at(), (await focused(page)).seen]).toEqual(['page-4', true]);
		await page.keyboard.press('ArrowLeft');
		expect(await at()).toBe('page-3');
		await tabTo(page, /^Aller à la page 21$/, ['a']);
		await page.keyboard.press('ArrowRight');
		await expect(page).toHaveURL(/page=2/);
		await page.keyboard.press('ArrowRight');
		expect(await at()).toBe('page-21');
		await page.keyboard.press('ArrowRight');
		expect(await at()).toBe('page-22');
		await page.keyboard.press('ArrowLeft');
		await page.keyboard.press('ArrowLeft');
		await expect(page).not.toHaveURL(/page=2/);
	});
	await page.keyboard.press('Escape');
	await expect(page).toHaveURL(/\/compte\/fichiers$/);
	expect(id).not.toBe('');
});
