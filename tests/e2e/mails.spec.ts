/** Mails as people get them: the way out works without logging in, and an address that does not work is shown to the school. */
import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { become, logIn, noViolation, preau, preauReads } from '../support/journey.ts';
import { linkMailedTo } from '../support/letters.ts';

test.setTimeout(120_000);

test(
	'a parent stops the mails by their link, without logging in nor a script; a mail that comes back is shown to the school',
	{ tag: '@once' },
	async ({ page, browser, baseURL }) => {
		const login = 'julien.martin';
		const email = `${login}.${randomUUID().slice(0, 8)}@exemple.fr`;
		await logIn(page, login);
		await page.goto('/compte');
		await page.getByLabel(/Adresse e-mail/).fill(email);
		await page.getByRole('button', { name: 'Enregistrer' }).last().click();
		await page.goto(await linkMailedTo(email, /\/compte\/verification\/[\w-]+/));
		await page.getByRole('button', { name: 'Confirmer mon adresse' }).click();
		// At once, whatever the hour of the test.
		preau('notifications', 'try', login, '--urgent');
		const way = await linkMailedTo(email, /\/desabonnement\/[\w-]+/);

		const stranger = await browser.newContext({ baseURL: baseURL ?? '', javaScriptEnabled: false });
		const mail = await stranger.newPage();
		await mail.goto(way);
		await expect(mail.getByText(/Vous ne recevrez plus de courriels pour.: Messages\./)).toBeVisible();
		await mail.getByRole('button', { name: 'Arrêter ces courriels' }).click();
		await expect(mail.getByText(/ces courriels ne partiront plus/)).toBeVisible();
		await stranger.close();
		await page.goto('/compte/notifications');
		await expect(page.getByRole('group', { name: 'Messages' }).getByLabel('Par courriel')).toHaveValue('off');

		preauReads(
			`Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; ${email}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n`,
			'notifications',
			'bounce'
		);
		await page.goto('/compte/notifications');
		await expect(page.getByText('Votre adresse ne marche plus')).toBeVisible();
		await become(page, 'philippe.moreau', baseURL);
		await page.goto('/administration/notifications');
		await expect(
			page
				.getByRole('row')
				.filter({ hasText: email })
				.or(page.getByRole('listitem').filter({ hasText: email }))
		).toContainText('Julien Martin');
		await noViolation(page);
	}
);
