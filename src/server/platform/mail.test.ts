import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from './config.ts';
import { mailHtml } from './mail-html.ts';
import { createMailer, spoolFolder } from './mail.ts';

const data = mkdtempSync(join(tmpdir(), 'preau-mail-'));
const received: { to: string[]; text: string }[] = [];
const server = new SMTPServer({
	authOptional: true,
	disabledCommands: ['STARTTLS'],
	onData(stream, session, done) {
		const parts: Buffer[] = [];
		stream.on('data', (part: Buffer) => parts.push(part));
		stream.on('end', () => {
			received.push({ to: session.envelope.rcptTo.map((one) => one.address), text: Buffer.concat(parts).toString('utf8') });
			done();
		});
	}
});

beforeAll(async () => {
	server.listen(0, '127.0.0.1');
	await once(server.server, 'listening');
});
afterAll(async () => {
	await new Promise<void>((resolve) => {
		server.close(resolve);
	});
	rmSync(data, { recursive: true, force: true });
});

describe('mail', () => {
	test('goes to a real SMTP server when one is configured', async () => {
		const { port } = server.server.address() as AddressInfo;
		const mailer = createMailer(loadConfig({ PREAU_DATA: data, PREAU_ORIGIN: 'https://ent.exemple.fr', SMTP_URL: `smtp://127.0.0.1:${port}` }));
		await mailer.send({ to: 'sophie.martin@exemple.fr', subject: 'Choisir un mot de passe', text: 'Bonjour,\n\nVoici le lien.\n' });
		mailer.close();
		expect(received).toHaveLength(1);
		expect(received[0]?.to).toEqual(['sophie.martin@exemple.fr']);
		expect(received[0]?.text).toContain('Voici le lien.');
		expect(received[0]?.text).toContain('ne-pas-repondre@ent.exemple.fr');
		expect(received[0]?.text).toMatch(/Content-Type: multipart\/alternative[\s\S]*Content-Type: text\/plain[\s\S]*Content-Type: text\/html/);
	});

	test('says the same as HTML; only addresses of this house are links', () => {
		const about = { subject: 'Essai', locale: 'fr', origin: 'https://ent.exemple.fr' };
		const text = 'Bonjour,\nouvrez https://ent.exemple.fr/activation, puis :\n\nhttps://ent.exemple.fr/compte/a\n\nVoir\u202f: https://ailleurs.example/a\n';
		const body = /<body[^>]*>([\s\S]*)<\/body>/.exec(mailHtml(text, about))?.[1]?.trim();
		expect(body).toBe(
			'<p>Bonjour,<br>\nouvrez <a href="https://ent.exemple.fr/activation">https://ent.exemple.fr/activation</a>, puis :</p>\n' +
				'<p><a href="https://ent.exemple.fr/compte/a">https://ent.exemple.fr/compte/a</a></p>\n' +
				'<p>Voir\u202f: https://ailleurs.example/a</p>'
		);
	});

	test('is kept in a folder of ours alone when none is', async () => {
		const config = loadConfig({ PREAU_DATA: data });
		const mailer = createMailer(config);
		await mailer.send({ to: 'sophie.martin@exemple.fr', subject: 'Essai', text: 'Bonjour' });
		mailer.close();
		const [file = ''] = readdirSync(spoolFolder(config));
		expect(file).toMatch(/^\d{4}-.*\.eml$/);
		expect(readFileSync(join(spoolFolder(config), file), 'utf8')).toContain('Subject: Essai');
	});

	test('a server that is away is an error, not a silence', async () => {
		const mailer = createMailer(loadConfig({ PREAU_DATA: data, SMTP_URL: 'smtp://127.0.0.1:1' }));
		await expect(mailer.send({ to: 'a@exemple.fr', subject: 'x', text: 'x' })).rejects.toThrow();
		mailer.close();
	});
});
