/** Push to an endpoint that decrypts as a browser does, and text messages to a gateway. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { useTestApp } from '../../../../tests/support/database.ts';
import { calm, openOutside, send, sendOutside, tell as tellIn, type Outside } from '../../../../tests/support/outside.ts';
import { createPushBrowser, signerOf } from '../../../../tests/support/push-browser.ts';
import { createWorld, type Name, type World } from '../../../../tests/support/world.ts';

const here = useTestApp();
let world: World;
let outside: Outside;
beforeAll(async () => {
	world = await createWorld(here);
	outside = await openOutside();
	await sendOutside(here, world, outside);
});
afterAll(() => outside.close());
beforeEach(() => calm(here, outside));
const tell = (names: Name[], more: Parameters<typeof tellIn>[3] = {}) => tellIn(here, world, names, more);

const browser = createPushBrowser();
const subscribe = (name: Name, path = '/push/1') =>
	here.app.call('notifications.subscribe-push', world.actor(name), {
		endpoint: outside.origin + path,
		p256dh: browser.p256dh,
		auth: browser.auth
	});

test('reaches the browser, which reads who, what about and a path, and nothing else; signed by our key', async () => {
	expect(await subscribe('durand')).toMatchObject({ ok: true });
	await tell(['durand']);
	await send(here);
	await send(here);
	const pushed = outside.posts.filter((one) => one.path === '/push/1');
	expect(pushed).toHaveLength(1);
	const [post] = pushed;
	const said = JSON.parse(browser.decrypt(post?.body ?? Buffer.alloc(0))) as Record<string, string>;
	expect(Object.keys(said).sort()).toEqual(['body', 'tag', 'title', 'url']);
	expect(said).toMatchObject({ title: 'Mme Durand', body: 'Sortie' });
	expect(said.url).toMatch(/^\/notifications\/[0-9a-f-]{36}$/);
	const { publicKey, claims } = signerOf(post?.headers.authorization);
	expect(publicKey).toBe(here.app.ports.push.publicKey);
	expect(claims).toMatchObject({ aud: outside.origin, sub: 'https://ent.exemple.fr' });
});

test('a browser that is gone is forgotten', async () => {
	for (const status of [404, 410]) {
		outside.answer = status;
		await subscribe('durand');
		await tell(['durand']);
		await send(here);
		expect((await here.admin.query('select from notifications.push_subscription')).rowCount).toBe(0);
	}
});

test('a browser belongs to who used it last; addresses that are no push service are refused', async () => {
	await subscribe('durand');
	await subscribe('petit');
	expect((await here.admin.query('select account_id from notifications.push_subscription')).rows).toEqual([{ account_id: world.people.petit }]);
	for (const endpoint of [
		'http://127.0.0.1:9/x',
		'https://exemple.fr/x',
		'https://fcm.googleapis.com.exemple.fr/x',
		'https://fcm.googleapis.com:8443/x',
		'https://u:p@fcm.googleapis.com/x',
		'http://fcm.googleapis.com/x'
	]) {
		const said = await here.app.call('notifications.subscribe-push', world.actor('durand'), {
			endpoint,
			p256dh: browser.p256dh,
			auth: browser.auth
		});
		expect(said, endpoint).toMatchObject({ ok: false, code: 'push-service-unknown' });
	}
	const mine = await here.app.call('notifications.preferences', world.actor('petit'), {});
	const id = mine.ok ? mine.value.browsers[0]?.id : '';
	expect(await here.app.call('notifications.remove-browser', world.actor('durand'), { id })).toMatchObject({ ok: false, code: 'not-found' });
	expect(await here.app.call('notifications.remove-browser', world.actor('petit'), { id })).toMatchObject({ ok: true });
});

test('a text message goes out only when it is urgent, with a link and without content', async () => {
	await tell(['sophie']);
	await tell(['sophie'], { urgent: true, subject: 'Le collège est fermé demain : '.padEnd(190, 'x') });
	await send(here);
	const sent = outside.posts.filter((one) => one.path === '/sms');
	expect(sent).toHaveLength(1);
	expect(sent[0]?.headers.authorization).toBe('Bearer jeton');
	const { to, text } = JSON.parse(String(sent[0]?.body)) as { to: string; text: string };
	expect(to).toBe('+33612345678');
	expect(text.length).toBeLessThanOrEqual(160);
	expect(text).toMatch(/^Mme Durand : Le collège est fermé.*\.\.\.\nhttps:\/\/ent\.exemple\.fr\/notifications\/[0-9a-f-]{36}$/s);
});
