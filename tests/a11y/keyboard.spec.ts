/** A day without a mouse: log in, write, send, log out; and wherever the focus is, it is seen. */
import { expect, test, type Page } from '@playwright/test';
import { demoPassword } from '../support/journey.ts';

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
