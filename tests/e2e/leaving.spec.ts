/** What leaves Préau: who, about what, a link; never what a message says. Mail in a summary, push, text messages. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { expect, test } from '@playwright/test';
import { itsMomentHasCome, waitingFor } from '../support/demo-admin.ts';
import { PUSH_HOST } from '../support/demo-data.ts';
import { become, logIn, noViolation, preau, unique } from '../support/journey.ts';
import { keptFor, linkMailedTo } from '../support/letters.ts';
import { createPushBrowser, signerOf } from '../support/push-browser.ts';
import { receive } from '../support/writing.ts';

test.setTimeout(120_000);
/** Of what « receive » writes. */
const CONTENT = /rendez-vous|médiathèque/;

test('a summary a day is one mail with who and about what; an emergency is a text message; the operator sees that they wait', { tag: '@once' }, async ({ page, baseURL }) => {
	const [login, email] = ['sophie.martin', `sophie.${randomUUID().slice(0, 8)}@exemple.fr`];
	const subjects = [unique('Sortie'), unique('Réunion')];
	await logIn(page, login);
	await page.goto('/compte');
	await page.getByLabel(/Adresse e-mail/).fill(email);
	await page.getByLabel('Téléphone mobile').fill('06 12 34 56 78');
	await page.getByRole('button', { name: 'Enregistrer' }).last().click();
	await page.goto(await linkMailedTo(email, /\/compte\/verification\/[\w-]+/));
	await page.getByRole('button', { name: 'Confirmer mon adresse' }).click();
	await page.goto('/compte/notifications');
	await page.getByRole('group', { name: 'Messages' }).getByLabel('Par courriel').selectOption('Un résumé par jour, à 17 h');
	await page.getByRole('button', { name: 'Enregistrer' }).click();
	await expect(page.getByRole('status').first()).toContainText("C'est enregistré");

	for (const subject of subjects) await receive(page, baseURL, 'helene.durand', 'sophie martin', subject);
	await expect.poll(() => waitingFor(login, 'email', subjects), { timeout: 20_000 }).toBe(2);
	const about = (what: string) => keptFor(email).filter((mail) => mail.includes(what));
	expect(subjects.flatMap(about)).toEqual([]);
	await itsMomentHasCome(login, 'email', subjects);
	await expect.poll(() => about(subjects[0] ?? '').length, { timeout: 20_000 }).toBe(1);
	const [summary = ''] = about(subjects[0] ?? '');
	for (const subject of subjects) {
		expect(about(subject)).toHaveLength(1);
		expect(summary).toMatch(new RegExp(`Mme Durand\\u202f: ${subject}\\r?\\n${baseURL ?? ''}/notifications/[0-9a-f-]{36}`));
	}
	expect(summary).not.toMatch(CONTENT);

	preau('notifications', 'try', login, '--urgent');
	const texts = () => keptFor('+33612345678', 'sms');
	await expect.poll(() => texts().length, { timeout: 20_000 }).toBeGreaterThan(0);
	expect(texts()[0]).toMatch(/Préau : Essai des notifications\s+https?:\/\/\S+\/notifications\/[0-9a-f-]{36}/);

	await become(page, 'maud.fabre', baseURL);
	await page.goto('/exploitation/courrier');
	const lines = (caption: string) => page.getByRole('table', { name: caption }).getByRole('row');
	await expect(page.getByText('2 nouvelles notifications').first()).toBeVisible();
	await expect(page.getByRole('heading', { name: /SMS que personne n'a envoyés/ })).toBeVisible();
	await expect(lines("SMS que personne n'a envoyés")).not.toHaveCount(0);
	for (const secret of [email, '612345678', ...subjects]) await expect(page.getByText(secret)).toHaveCount(0);
	await noViolation(page);
});

test('a browser that was asked is told by push, which only it can read; gone, it is forgotten', { tag: '@once' }, async ({ page, baseURL }) => {
	const login = 'nadia.lefevre';
	const posts: { headers: IncomingHttpHeaders; body: Buffer }[] = [];
	let status = 201;
	const service = createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			posts.push({ headers: request.headers, body: Buffer.concat(parts) });
			response.writeHead(status).end();
		});
	});
	service.listen(Number(PUSH_HOST.split(':')[1]), 'localhost');
	await once(service, 'listening');
	const told = (subject: string, count: number) =>
		expect
			.poll(
				async () => {
					await itsMomentHasCome(login, 'push', [subject]);
					return posts.length;
				},
				{ timeout: 30_000, intervals: [500, 1_000] }
			)
			.toBe(count);
	try {
		const browser = createPushBrowser();
		// The one thing of a browser that asks a company's server: its answer, as ours would be.
		await page.addInitScript(
			(given) => {
				PushManager.prototype.subscribe = (options) => {
					Object.assign(window, { askedWith: options?.applicationServerKey });
					return Promise.resolve({ toJSON: () => given } as unknown as PushSubscription);
				};
			},
			{ endpoint: `http://${PUSH_HOST}/push/${randomUUID()}`, keys: { p256dh: browser.p256dh, auth: browser.auth } }
		);
		await page.context().grantPermissions(['notifications'], { origin: baseURL ?? '' });
		await logIn(page, login);
		await page.goto('/compte/notifications');
		const ours = await page.locator('form[data-push]').getAttribute('data-push');
		await page.getByRole('button', { name: 'Prévenir sur cet appareil' }).click();
		await expect(page.getByText('Cet appareil sera prévenu.')).toBeVisible();
		const remove = page.getByRole('button', { name: /^Retirer / });
		await expect(remove).toHaveCount(1);
		await noViolation(page);

		const subject = unique('Absence en 5e B');
		await receive(page, baseURL, 'helene.durand', 'nadia lefevre', subject);
		await told(subject, 1);
		const said = JSON.parse(browser.decrypt(posts[0]?.body ?? Buffer.alloc(0))) as Record<string, string>;
		expect(Object.keys(said).sort()).toEqual(['body', 'tag', 'title', 'url']);
		expect(said).toMatchObject({ title: 'Mme Durand', body: subject });
		expect(JSON.stringify(said)).not.toMatch(CONTENT);
		const signer = signerOf(posts[0]?.headers.authorization);
		expect([signer.publicKey, signer.claims['aud']]).toEqual([ours, `http://${PUSH_HOST}`]);
		await become(page, login, baseURL);
		await page.goto(said['url'] ?? '');
		await expect(page.getByRole('heading', { level: 1, name: subject })).toBeVisible();

		status = 410;
		const again = unique('Encore');
		await receive(page, baseURL, 'helene.durand', 'nadia lefevre', again);
		await told(again, 2);
		await become(page, login, baseURL);
		await expect(async () => {
			await page.goto('/compte/notifications');
			await expect(remove).toHaveCount(0, { timeout: 500 });
		}).toPass({ timeout: 10_000 });
	} finally {
		service.close();
		service.closeAllConnections();
	}
});
