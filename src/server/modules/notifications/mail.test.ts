/** Mail, to a real SMTP server. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { withdraw } from '#modules/notifications';
import { useTestApp } from '../../../../tests/support/database.ts';
import { calm, MORNING, openOutside, send, sendOutside, tell as tellIn, type Outside } from '../../../../tests/support/outside.ts';
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

async function outcomes(): Promise<Record<string, number>> {
	const { rows } = await here.admin.query<{ what: string; n: number }>(
		`select channel || ' ' || coalesce(outcome, 'waiting') as what, count(*)::int as n from notifications.delivery group by 1 order by 1`
	);
	return Object.fromEntries(rows.map((row) => [row.what, row.n]));
}

test('says who, about what, and where; how to stop it, for people and for programs; once', async () => {
	await tell(['sophie']);
	await Promise.all([send(here), send(here), send(here)]);
	await send(here);
	expect(outside.mails).toHaveLength(1);
	const [mail] = outside.mails;
	expect(mail?.to).toBe('sophie@exemple.fr');
	expect(mail?.text).toContain('Mme Durand\u202f: Sortie');
	expect(mail?.text).toMatch(/https:\/\/ent\.exemple\.fr\/notifications\/[0-9a-f-]{36}/);
	expect(mail?.text).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
	const token = /desabonnement\/([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
	expect(await here.app.call('notifications.unsubscribe-preview', { kind: 'visitor', locale: 'fr' }, { token })).toMatchObject({ ok: true, value: { kind: 'message' } });
	expect(await here.app.call('notifications.unsubscribe', { kind: 'visitor', locale: 'fr' }, { token: token.slice(0, -2) + 'AA' })).toMatchObject({ ok: false, status: 410 });
	expect(await here.app.call('notifications.unsubscribe', { kind: 'visitor', locale: 'fr' }, { token })).toMatchObject({ ok: true });
	await tell(['sophie']);
	await tell(['sophie'], { kind: 'official', subject: 'Fermeture' });
	await send(here);
	expect(outside.mails).toHaveLength(2);
	// What the law requires goes on, and has no way out.
	expect(outside.mails[1]?.text).toContain('Fermeture');
	expect(outside.mails[1]?.text).not.toContain('desabonnement');
});

/** What one reads of an HTML part: without its head, its marks and the addresses behind its links. */
const wordsOf = (html: string) =>
	(/<body[^>]*>([\s\S]*)<\/body>/.exec(html)?.[1] ?? '')
		.replace(/<[^>]+>/g, ' ')
		.replaceAll('&quot;', '"')
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&amp;', '&');
/** Words alone: a link is a mark of the text part, its colon too. */
const bare = (text: string) =>
	text
		.replace(/https:\/\/ent\.exemple\.fr\S*/g, ' ')
		.split(/[\s:]+/)
		.filter(Boolean);
const linksOf = (text: string) => [...text.matchAll(/https?:\/\/ent\.exemple\.fr[^\s"<]*/g)].map(([link]) => link);

test('has an HTML part: the same words and links, nothing fetched, nothing that tells it was read, a way out', async () => {
	await tell(['sophie'], { subject: 'Sortie <script>x</script> & "pique-nique" http://ailleurs.example/<img src=//x>' });
	await tell(['sophie'], { subject: 'Réunion. Salle 12' });
	await send(here);
	const [{ plain, html } = { plain: '', html: '' }] = outside.mails;
	expect(plain).toContain('Sortie <script>');
	expect(bare(wordsOf(html))).toEqual(bare(plain));
	// Where to go, and nowhere else: links of the text in their order.
	const hrefs = [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href);
	expect(hrefs).toEqual(linksOf(plain));
	expect(hrefs.filter((href) => /\/desabonnement\//.test(href))).toHaveLength(1);
	// What somebody typed makes no mark of its own.
	expect([...new Set([...html.matchAll(/<([a-z!]+)/g)].map(([, tag]) => tag))].sort()).toEqual(['!doctype', 'a', 'body', 'head', 'html', 'meta', 'p', 'title']);
	const marks = [...html.matchAll(/<[^>]*>/g)].join(' ');
	expect(marks).not.toMatch(/\b(src|srcset|background|action|on\w+)=|url\(/);
	expect(html).toContain('<html lang="fr">');
	expect(html).toMatch(/<a href="[^"]+">Mme Durand\u202f: Réunion\. Salle 12<\/a>/);
	expect(html).toMatch(/<a href="[^"]+">Ne plus recevoir ces courriels<\/a>/);
	expect(html).toMatch(/Le contenu se lit dans Préau\. <a href="[^"]+">Choisir comment être prévenu<\/a>/);
});

test('what waited together comes in one mail', async () => {
	here.setNow(new Date('2026-11-25T07:00:00+01:00'));
	for (const hour of ['20', '21', '22']) await tell(['sophie'], { at: new Date(`2026-11-24T${hour}:00:00+01:00`), subject: `Message de ${hour} h` });
	await send(here);
	expect(outside.mails).toHaveLength(1);
	expect(outside.mails[0]?.text).toContain('3 nouvelles notifications');
	expect(outside.mails[0]?.text).toContain('Message de 22 h');
});

test('a daily summary leaves at five, a weekly one on Friday at five: one mail, who and about what, once', async () => {
	const choose = (rhythm: string) => here.app.call('notifications.set-preferences', world.actor('sophie'), { 'message-email': rhythm });
	const at = (moment: string) => {
		here.setNow(new Date(moment));
	};
	for (const [rhythm, before, then, after] of [
		['daily', '2026-11-24T16:59:00+01:00', '2026-11-24T17:00:00+01:00', '2026-11-25T17:00:00+01:00'],
		['weekly', '2026-11-27T16:59:00+01:00', '2026-11-27T17:00:00+01:00', '2026-12-04T17:00:00+01:00']
	] as const) {
		await calm(here, outside);
		await choose(rhythm);
		for (const hour of ['10', '11']) await tell(['sophie'], { at: new Date(`2026-11-24T${hour}:00:00+01:00`), subject: `Message de ${hour} h` });
		at(before);
		await send(here);
		expect(outside.mails, rhythm).toEqual([]);
		at(then);
		await Promise.all([send(here), send(here)]);
		expect(outside.mails, rhythm).toHaveLength(1);
		const plain = outside.mails[0]?.plain ?? '';
		for (const hour of ['10', '11']) expect(plain).toMatch(new RegExp(`Mme Durand\u202f: Message de ${hour} h\nhttps://ent\\.exemple\\.fr/notifications/[0-9a-f-]{36}`));
		at(after);
		await send(here);
		expect(outside.mails, rhythm).toHaveLength(1);
	}
});

test('nothing about what was withdrawn, read, or switched off meanwhile', async () => {
	await tell(['sophie'], { key: 'withdrawn' });
	await tell(['marc'], { key: 'read' });
	await tell(['durand'], { key: 'off', urgent: true });
	await here.app.database.system((db) => withdraw(db, 'message', 'withdrawn'));
	await here.app.call('notifications.mark-all', world.actor('marc'), {});
	await here.app.call('notifications.set-preferences', world.actor('durand'), { 'message-email': 'off' });
	await send(here);
	expect(outside.mails).toEqual([]);
	expect(await outcomes()).toMatchObject({ 'email skipped': 3 });
});

test('an address refused for good is marked, shown to the school and to nobody else, and left alone', async () => {
	outside.refusals.set('sophie@exemple.fr', { code: 550, text: '5.1.1 no such user' });
	await tell(['sophie', 'marc']);
	await send(here);
	expect(outside.mails.map((one) => one.to)).toEqual(['marc@exemple.fr']);
	const school = (name: Name) => here.app.call('notifications.school', world.actor(name), { school: world.schoolA });
	expect(await school('principalA')).toMatchObject({ ok: true, value: { bouncedTotal: 1, bounced: [{ name: 'Sophie Martin', email: 'sophie@exemple.fr' }] } });
	expect(await school('principalB')).toMatchObject({ ok: false, code: 'forbidden' });
	outside.refusals.clear();
	await tell(['sophie']);
	await send(here);
	expect(outside.mails).toHaveLength(1);
	expect(await here.app.call('notifications.preferences', world.actor('sophie'), {})).toMatchObject({ ok: true, value: { email: 'bounced' } });
	// Told in the centre; another address is another matter.
	expect(await here.app.call('notifications.list', world.actor('sophie'), { kind: 'account' })).toMatchObject({
		ok: true,
		value: { notices: [{ subject: 'Votre adresse de courriel ne marche plus' }] }
	});
	await here.admin.query(`update identity.contact set email = 'nouvelle@exemple.fr' where person_id = $1`, [world.people.sophie]);
	await tell(['sophie']);
	await send(here);
	expect(outside.mails.at(-1)?.to).toBe('nouvelle@exemple.fr');
	await here.admin.query(`update identity.contact set email = 'sophie@exemple.fr' where person_id = $1`, [world.people.sophie]);
});

test('a server that says « later » is asked again, one that was away too; then it is enough', async () => {
	outside.refusals.set('sophie@exemple.fr', { code: 451, text: '4.7.1 greylisted' });
	await tell(['sophie']);
	await send(here);
	await send(here);
	expect(await outcomes()).toMatchObject({ 'email waiting': 1 });
	here.setNow(new Date(MORNING.getTime() + 3 * 60_000));
	outside.refusals.clear();
	await send(here);
	expect(outside.mails).toHaveLength(1);
});

test('a returned mail marks the address, a delayed one does not', async () => {
	const returned = (action: string, status: string) =>
		`From: MAILER-DAEMON@exemple.fr\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.exemple.fr\r\n\r\nFinal-Recipient: rfc822;\r\n marc@exemple.fr\r\nAction: ${action}\r\nStatus: ${status}\r\nDiagnostic-Code: smtp; 550 marc@exemple.fr unknown\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nTo: marc@exemple.fr\r\n--b--\r\n`;
	const take = (message: string) => here.app.call('notifications.take-bounce', { kind: 'system', name: 'test', locale: 'fr' }, { message });
	expect(await take(returned('delayed', '4.4.1'))).toMatchObject({ ok: true, value: { marked: 0 } });
	expect(await take('Subject: bonjour\r\n\r\nmarc@exemple.fr 550')).toMatchObject({ ok: true, value: { marked: 0 } });
	expect(await take(returned('failed', '5.1.1'))).toMatchObject({ ok: true, value: { marked: 1 } });
	expect((await here.admin.query('select email, reason from notifications.bounce')).rows).toEqual([{ email: 'marc@exemple.fr', reason: '5.1.1 smtp; 550 … unknown' }]);
});

test('preferences: what the law requires keeps its mail; own hours are asked for whole', async () => {
	const set = (input: unknown) => here.app.call('notifications.set-preferences', world.actor('sophie'), input);
	expect(await set({ 'official-email': 'off' })).toMatchObject({ ok: false, status: 422 });
	expect(await set({ 'official-email': 'weekly', 'message-push': 'urgent', own: 'on', starts: '21:30', ends: '08:00' })).toMatchObject({ ok: true });
	expect(await set({ own: 'on', starts: '21:30' })).toMatchObject({ ok: false, fields: { ends: expect.any(String) as string } });
	expect(await set({ own: 'on', starts: '8:00', ends: '09:00' })).toMatchObject({ ok: false, fields: { starts: 'Écrivez une heure comme 19:00.' } });
	const read = await here.app.call('notifications.preferences', world.actor('sophie'), {});
	expect(read.ok && read.value.hours).toEqual({ starts: '21:30', ends: '08:00' });
	expect(read.ok && read.value.kinds.find((one) => one.kind === 'official')?.channels[0]).toMatchObject({ rhythm: 'weekly', choices: ['now', 'daily', 'weekly'] });
	await set({ starts: '21:30', ends: '08:00' });
	expect(await here.app.call('notifications.preferences', world.actor('sophie'), {})).toMatchObject({ ok: true, value: { hours: null } });
});
