/** Doctor on installations that are really broken: each time the finding, and a remedy one can follow. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { migrateJobs } from '#platform/jobs';
import { SYSTEM } from '#platform/roles';
import { useTestApp } from '../../tests/support/database.ts';
import { useObjectStorage } from '../../tests/support/object-storage.ts';
import { examine } from './examine.ts';

const root = mkdtempSync(join(tmpdir(), 'preau-doctor-'));
afterAll(() => {
	rmSync(root, { recursive: true, force: true });
});

let data = '';
let env: NodeJS.ProcessEnv = {};
beforeEach(() => {
	data = mkdtempSync(join(root, 'data-'));
	writeFileSync(join(data, 'secret'), randomBytes(32).toString('base64url'), { mode: 0o600 });
	// Nobody listens on the first port of all.
	env = { PREAU_DATA: data, PREAU_ORIGIN: 'https://ent.exemple.fr', PORT: '0' };
});

async function found(name: string, more: NodeJS.ProcessEnv = {}) {
	const findings = await examine({ ...env, ...more });
	for (const one of findings) expect(one.remedy === null, one.name).toBe(one.state === 'ok');
	const one = findings.find((finding) => finding.name === name);
	return one ? `${one.state}: ${one.found} ${one.remedy ?? ''}` : undefined;
}

describe('the data folder', () => {
	test('is missing, or is no folder', async () => {
		expect(await found('data', { PREAU_DATA: join(root, 'nowhere') })).toMatch(/^danger: .*n'existe pas.*install -d -m 700/);
		expect(existsSync(join(root, 'nowhere'))).toBe(false);
		expect(await found('data', { PREAU_DATA: join(data, 'secret') })).toMatch(/^danger: .*n'est pas un dossier/);
	});

	test.skipIf(process.getuid?.() === 0)('is closed to whoever asks, or open to everybody', async () => {
		chmodSync(data, 0o000);
		expect(await found('data')).toMatch(/^danger: Cet utilisateur ne peut pas écrire.*chown -R/);
		chmodSync(data, 0o705);
		expect(await found('data')).toMatch(/^warning: Tout le monde peut lire.*chmod 700/);
	});
});

describe('the secret', () => {
	const secret = () => join(data, 'secret');

	test('is missing, read by others, or one that can be guessed', async () => {
		chmodSync(secret(), 0o640);
		expect(await found('secret')).toMatch(/^danger: D'autres.*chmod 600/);
		writeFileSync(secret(), Buffer.alloc(32).toString('base64'));
		chmodSync(secret(), 0o600);
		expect(await found('secret')).toMatch(/^danger: .*trop faible.*openssl rand/);
		expect(await found('secret', { PREAU_SECRET: 'AAAA' })).toMatch(/^danger: PREAU_SECRET est trop faible.*openssl rand/);
		rmSync(secret());
		expect(await found('secret')).toMatch(/^danger: Aucun secret.*openssl rand/);
		expect(existsSync(secret())).toBe(false);
	});

	test.skipIf(process.getuid?.() === 0)('cannot be read', async () => {
		chmodSync(secret(), 0o000);
		expect(await found('secret')).toMatch(/^danger: Cet utilisateur ne peut pas lire.*chown preau/);
	});
});

describe('the port', () => {
	test('is taken by another program, or no port of this machine', async () => {
		const other = createServer().listen(0, '127.0.0.1');
		await once(other, 'listening');
		const { port } = other.address() as AddressInfo;
		expect(await found('port', { PORT: String(port) })).toMatch(new RegExp(`^danger: .*Le port ${port} est pris.*ss -ltnp`));
		other.close();
		expect(await found('port', { HOST: '192.0.2.1' })).toMatch(/^danger: .*ne peut pas écouter sur 192\.0\.2\.1.*HOST/);
		expect(await found('port')).toMatch(/^warning: Préau ne tourne pas/);
	});

	test('a supervisor’s number that is somebody else’s now is no running Préau', async () => {
		writeFileSync(join(data, 'supervisor.pid'), `${process.pid} 1\n`);
		expect(await found('port')).toMatch(/^warning: Préau ne tourne pas/);
	});
});

test('a value that cannot be is named', async () => {
	expect(await found('config', { SMTP_URL: 'smtp.exemple.fr' })).toMatch(/^danger: SMTP_URL.*Écrivez-la comme smtps/);
	expect(await found('config', { PREAU_SMS_URL: 'sms.exemple.fr' })).toMatch(/^danger: PREAU_SMS_URL.*Écrivez-la comme https/);
	expect(await found('config', { PREAU_S3_ENDPOINT: 'https://s3.exemple.fr' })).toMatch(/^danger: PREAU_S3_BUCKET manque/);
});

describe('the mail server', () => {
	async function serving(options: ConstructorParameters<typeof SMTPServer>[0], url: (port: number) => string): Promise<string | undefined> {
		const server = new SMTPServer({ disabledCommands: ['STARTTLS'], ...options });
		server.on('error', () => undefined);
		await new Promise<void>((resolve) => {
			server.listen(0, '127.0.0.1', resolve);
		});
		const { port } = server.server.address() as AddressInfo;
		const answer = await found('mail', { SMTP_URL: url(port) });
		await new Promise<void>((resolve) => {
			server.close(resolve);
		});
		return answer;
	}

	test('takes our mail', async () => {
		const onAuth = (_auth: unknown, _session: unknown, done: (error: null, answer: { user: string }) => void) => {
			done(null, { user: 'preau' });
		};
		expect(await serving({ allowInsecureAuth: true, onAuth }, (port) => `smtp://nom:mot@127.0.0.1:${port}`)).toBe('ok: Courriels par 127.0.0.1 ');
	});

	test('is the one of this machine, with a certificate it signed for itself', async () => {
		expect(await serving({ disabledCommands: [], authOptional: true }, (port) => `smtp://127.0.0.1:${port}`)).toBe('ok: Courriels par 127.0.0.1 ');
	});

	test('refuses the password, shows a certificate nobody knows, does not speak TLS, is not there', async () => {
		const onAuth = (_auth: unknown, _session: unknown, done: (error: Error) => void) => {
			done(new Error('no'));
		};
		expect(await serving({ allowInsecureAuth: true, onAuth }, (port) => `smtp://nom:mot@127.0.0.1:${port}`)).toMatch(/^danger: 127\.0\.0\.1:\d+ refuse le nom ou le mot de passe/);
		expect(await serving({ secure: true }, (port) => `smtps://127.0.0.1:${port}`)).toMatch(/^danger: Le certificat de 127\.0\.0\.1:\d+/);
		expect(await serving({}, (port) => `smtps://127.0.0.1:${port}`)).toMatch(/^danger: Le serveur SMTP.*port 465/);
		expect(await found('mail', { SMTP_URL: 'smtp://127.0.0.1:1' })).toMatch(/^danger: Le serveur SMTP 127\.0\.0\.1:1 ne répond pas/);
		expect(await found('mail')).toMatch(/^warning: Aucun serveur SMTP.*SMTP_URL/);
	});
});

describe('the object storage', () => {
	const objects = useObjectStorage();
	test('is there, or it is said whose fault it is', async () => {
		expect(await found('s3', objects.settings())).toMatch(/^ok: /);
		expect(await found('s3', { ...objects.settings(), PREAU_S3_BUCKET: 'nulle-part' })).toMatch(/^danger: Le compartiment nulle-part n'existe pas.*PREAU_S3_BUCKET/);
		expect(await found('s3', { ...objects.settings(), PREAU_S3_SECRET_KEY: 'another-secret-key-of-40' })).toMatch(/^danger: .*refuse la clé.*PREAU_S3_SECRET_KEY/);
		expect(await found('s3', { ...objects.settings(), PREAU_S3_ENDPOINT: 'http://127.0.0.1:1' })).toMatch(/^danger: .*ne répond pas.*PREAU_S3_ENDPOINT/);
	});
});

describe('the database', () => {
	const here = useTestApp();
	/** The test's database, as an external server that has the secret of the run. */
	const settings = () => ({
		PREAU_SECRET: readFileSync(join(inject('data'), 'secret'), 'utf8').trim(),
		DATABASE_URL: `postgres://localhost/${here.addresses.app.database}?host=${encodeURIComponent(here.addresses.app.host ?? '')}`
	});

	test('answers and is up to date', async () => {
		expect(await found('database', settings())).toMatch(/^ok: /);
		expect(await found('migrations', settings())).toMatch(/^ok: /);
	});

	test('is not there, does not know us, or lacks a migration', async () => {
		expect(await found('database', { DATABASE_URL: 'postgres://127.0.0.1:1/preau' })).toMatch(/^danger: La base de données ne répond pas.*preau database roles/);
		expect(await found('database', { ...settings(), PREAU_SECRET: randomBytes(32).toString('base64url') })).toMatch(/^danger: .*refuse le nom ou le mot de passe.*database roles/);
		expect(await found('database', { ...settings(), DATABASE_URL: settings().DATABASE_URL.replace(/t_\w+/, 'nulle_part') })).toMatch(/^danger: Cette base de données n'existe pas/);
		const { rows } = await here.admin.query<{ name: string; checksum: string }>(
			'delete from core.migration where name = (select max(name) from core.migration) returning name, checksum'
		);
		expect(await found('migrations', settings())).toMatch(/^warning: 1 migration\(s\).*DATABASE_OWNER_URL/);
		// Its files were replaced while it runs: its worker waits.
		writeFileSync(join(data, 'supervisor.pid'), `${process.pid} ${readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ')[19] ?? ''}`);
		expect(await found('migrations', settings())).toMatch(/^danger: 1 migration\(s\).*les travaux de fond attendent.*DATABASE_OWNER_URL/);
		for (const row of rows) await here.admin.query('insert into core.migration (name, checksum) values ($1, $2)', [row.name, row.checksum]);
		// Nor has a new kind of work its queue before the owner of the schemas made one.
		expect(await found('migrations', settings())).toMatch(/^danger: \d+ migration\(s\).*les travaux de fond attendent/);
		await migrateJobs(here.addresses.owner ?? here.addresses.system, here.app.jobs, SYSTEM);
		expect(await found('migrations', settings())).toMatch(/^ok: /);
	});

	test('a folder whose cluster was made with another secret', async () => {
		const theirs = inject('data');
		// The running server of the tests, asked with a secret that is not its own.
		expect(await found('database', { PREAU_DATA: theirs, PREAU_SECRET: randomBytes(32).toString('base64url') })).toMatch(
			/^danger: Le secret n'est pas celui de cette base.*PREAU_SECRET/
		);
	});

	test('knows files that are on no disk', async () => {
		expect(await found('files', settings())).toBe('ok: Aucun fichier envoyé pour le moment ');
		const key = 'ab'.repeat(32);
		await here.admin.query(`insert into files.blob (sha256, size, mime, stored_at) values ($1, 4, 'text/plain', now())`, [key]);
		expect(await found('files', settings())).toMatch(/^danger: Des fichiers envoyés manquent.*contenus : 1 sur 1 regardés\. Un disque/);
		mkdirSync(join(data, 'fichiers/contenus/ab/ab'), { recursive: true });
		writeFileSync(join(data, 'fichiers/contenus/ab/ab', key), 'ici\n');
		expect(await found('files', settings())).toMatch(/^ok: Les derniers fichiers/);
	});
});
