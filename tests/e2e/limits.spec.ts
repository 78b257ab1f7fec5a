/** Who may not write just now is told why, keeps his words, and goes on when he may. */
import { expect, test } from '@playwright/test';
import { asOwner } from '../support/demo-admin.ts';
import { arrived, become, noViolation, unique } from '../support/journey.ts';
import { receive, sendByApi } from '../support/writing.ts';

const alert = 'Ce compte est nouveau\u202f: la première semaine, 20 messages au plus partent en 24 heures.';

test('a new account has written enough for today: it says so, and the text stays', async ({ page, baseURL }) => {
	await become(page, 'samira.haddad', baseURL);
	let status = 200;
	for (let sent = 0; status === 200 && sent <= 20; sent += 1) status = await sendByApi(page, baseURL, 'helene durand', unique('Beaucoup'));
	expect(status).toBe(429);
	await page.goto('/messagerie/ecrire');
	await page.getByLabel('À qui', { exact: true }).fill('durand');
	await page.getByRole('button', { name: /^Ajouter .*Durand/ }).click();
	await page.getByLabel('Objet').fill('Une de trop');
	await page.getByLabel('Message', { exact: true }).fill('Ces mots-là doivent rester.');
	await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
	await expect(page.getByRole('alert')).toContainText(alert);
	await expect(page.getByLabel('Objet')).toHaveValue('Une de trop');
	await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Ces mots-là doivent rester.');
	await noViolation(page);
});

test('a pupil keeps another away, who is told so and loses no word; let in again, he writes', async ({ page, baseURL }) => {
	const [subject, refused] = [unique('Devine'), unique('Réponds-moi')];
	// No school of the demo has opened this; while it is, pupils find each other.
	const open = (sql: string) => asOwner((admin) => admin.query(sql));
	const school = `(select r.school_id from directory.role r join directory.person p on p.id = r.person_id where p.login = 'lea.martin')`;
	await open(
		`insert into directory.communication_rule (school_id, from_profile, to_profile, scope, changed_at) values (${school}, 'pupil', 'pupil', 'school', now()) on conflict do nothing`
	);
	try {
		await receive(page, baseURL, 'yanis.haddad', 'lea martin', subject);
		await become(page, 'lea.martin', baseURL);
		await (await arrived(page, subject)).click();
		await page.getByRole('link', { name: 'Signaler' }).last().click();
		await page.locator('summary', { hasText: 'Bloquer cette personne' }).click();
		await expect(page.getByText('Yanis Haddad ne pourra plus écrire à ce compte.')).toBeVisible();
		await page.getByRole('button', { name: 'Bloquer cette personne' }).click();
		await expect(page).toHaveURL(/\/messagerie\/absence#bloquees$/);
		const blocked = page.getByRole('listitem').filter({ hasText: 'Yanis Haddad' });
		await expect(blocked).toBeVisible();
		await noViolation(page);

		await become(page, 'yanis.haddad', baseURL);
		await page.goto('/messagerie/ecrire');
		await page.getByLabel('À qui', { exact: true }).fill('lea martin');
		await page.getByRole('button', { name: /Ajouter .*Léa Martin/ }).click();
		await page.getByLabel('Objet').fill(refused);
		await page.getByLabel('Message', { exact: true }).fill('Tu as vu mon message ?');
		await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
		await expect(page.getByRole('alert')).toContainText('Léa Martin ne souhaite pas recevoir de messages de ce compte.');
		await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Tu as vu mon message ?');

		await become(page, 'lea.martin', baseURL);
		await page.goto('/messagerie/absence');
		await blocked.getByRole('button', { name: 'Débloquer' }).click();
		await expect(page.getByText('Cette personne peut de nouveau écrire.')).toBeVisible();
		await receive(page, baseURL, 'yanis.haddad', 'lea martin', refused);
		await become(page, 'lea.martin', baseURL);
		await arrived(page, refused);
	} finally {
		await open(`delete from directory.communication_rule where school_id = ${school} and from_profile = 'pupil' and to_profile = 'pupil'`);
	}
});
