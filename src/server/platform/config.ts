/**
 * Where everything is and which secrets are used. Read once, at the start of a process, from the
 * environment and from the data folder; nothing else reads `process.env`.
 */
import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PreauError } from './failure.ts';
import { s3Config, type S3Config } from './s3-config.ts';

export interface Config {
	/** Absolute path of the data folder. */
	data: string;
	port: number;
	host: string;
	/** How people reach us, e.g. `https://ent.exemple.fr`; no trailing slash. */
	origin: string;
	/** True when the origin is https: cookies get `Secure` and the `__Host-` prefix. */
	secure: boolean;
	/** Address of an external server, else null: the embedded one in the data folder. */
	databaseUrl: string | null;
	/** Only to migrate an external database: a role that owns the schemas. */
	databaseOwnerUrl: string | null;
	smtpUrl: string | null;
	/** `host:port` or socket of a clamd that looks at every file, or null. */
	clamd: string | null;
	/** Object storage for finished files, or null: the data folder. */
	s3: S3Config | null;
	/** Gateway that takes text messages, else they stay in the data folder; its bearer token. */
	smsUrl: string | null;
	smsToken: string | null;
	/** Push services beside those of the browsers, as `host:port`. */
	pushHosts: readonly string[];
	/** How long what is sent from a page can be undone. */
	undoSeconds: UndoSeconds;
	/** Past school years whose work is kept, beside the one that runs. */
	workYears: number;
	/** Number of web processes. */
	workers: number;
	/** True for a data folder that was created by `npm start` with the demo département. */
	demo: boolean;
	/** Who may read /metrics beside loopback: a bearer token, or null. */
	metricsToken: string | null;
	/** Addresses of reverse proxies whose `X-Forwarded-For` is believed; loopback always is. */
	trustProxy: boolean;
	/** 32 bytes; every other key is derived from it. */
	secret: Buffer;
}

/** The page counts them down by its stylesheet, which knows these. */
export const UNDO_SECONDS = [5, 10, 20, 30] as const;
export type UndoSeconds = (typeof UNDO_SECONDS)[number];

const SECRET_FILE = 'secret';
const DEMO_FILE = 'demo.json';

/** Load the configuration, creating the data folder and the secret on first use. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env, mode: 'demo' | 'production' = 'demo'): Config {
	const data = resolve(env.PREAU_DATA ?? 'data');
	// As root, the unprivileged user of the database must be able to walk through.
	mkdirSync(data, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
	const port = wholeNumber(env.PORT, 'PORT', 3000, 0, 65535);
	const host = env.HOST ?? '127.0.0.1';
	const origin = (env.PREAU_ORIGIN ?? `http://localhost:${port}`).replace(/\/+$/, '');
	if (!/^https?:\/\/[^/]+$/.test(origin)) {
		throw new PreauError(`PREAU_ORIGIN doit être une origine comme https://ent.exemple.fr, pas « ${origin} ».`);
	}
	return {
		data,
		port,
		host,
		origin,
		secure: origin.startsWith('https:'),
		databaseUrl: address(env.DATABASE_URL, 'DATABASE_URL', POSTGRES),
		databaseOwnerUrl: address(env.DATABASE_OWNER_URL, 'DATABASE_OWNER_URL', POSTGRES),
		smtpUrl: mailAddress(address(env.SMTP_URL, 'SMTP_URL', SMTP)),
		clamd: env.PREAU_CLAMD || null,
		s3: s3Config(env, origin),
		smsUrl: address(env.PREAU_SMS_URL, 'PREAU_SMS_URL', HTTP),
		smsToken: env.PREAU_SMS_TOKEN || null,
		pushHosts: (env.PREAU_PUSH_HOSTS ?? '').split(/[\s,]+/).filter(Boolean),
		undoSeconds: undoSeconds(env.PREAU_UNDO_SECONDS),
		workYears: wholeNumber(env.PREAU_WORK_YEARS, 'PREAU_WORK_YEARS', 1, 1, 10),
		workers: wholeNumber(env.PREAU_WORKERS, 'PREAU_WORKERS', 0, 0, 64),
		demo: existsSync(join(data, DEMO_FILE)),
		metricsToken: env.PREAU_METRICS_TOKEN || null,
		trustProxy: env.PREAU_TRUST_PROXY === '1',
		secret: loadSecret(data, env.PREAU_SECRET, mode)
	};
}

interface Shape {
	test: RegExp;
	example: string;
}
const POSTGRES: Shape = { test: /^postgres(ql)?:\/\/[^/]/, example: 'postgres://base.exemple.fr:5432/preau' };
const SMTP: Shape = { test: /^smtps?:\/\/[^/]/, example: 'smtps://nom:motdepasse@smtp.exemple.fr' };
const HTTP: Shape = { test: /^https?:\/\/[^/]/, example: 'https://sms.exemple.fr/envoi' };

/** The value itself may hold a password: it is not repeated. */
function address(value: string | undefined, name: string, shape: Shape): string | null {
	if (value === undefined || value === '') return null;
	if (!shape.test.test(value) || !URL.canParse(value)) {
		throw new PreauError(`${name} n'est pas une adresse valable.`, `Écrivez-la comme ${shape.example}.`);
	}
	return value;
}

/**
 * The mail server of this machine itself may show any certificate: Debian's Postfix offers STARTTLS with one it signed for
 * itself, and nothing leaves the machine. `smtps:` asks for a certificate, which is then checked, here as elsewhere.
 */
function mailAddress(smtpUrl: string | null): string | null {
	if (smtpUrl === null) return null;
	const url = new URL(smtpUrl);
	if (url.protocol !== 'smtp:' || !LOOPBACK.test(url.hostname)) return smtpUrl;
	url.searchParams.set('tls.rejectUnauthorized', 'false');
	return url.href;
}
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

function undoSeconds(value: string | undefined): UndoSeconds {
	const found = UNDO_SECONDS.find((seconds) => String(seconds) === (value || '10'));
	if (found === undefined) throw new PreauError(`PREAU_UNDO_SECONDS doit être ${UNDO_SECONDS.join(', ')}, pas « ${value ?? ''} ».`);
	return found;
}

function wholeNumber(value: string | undefined, name: string, fallback: number, min: number, max: number): number {
	if (value === undefined || value === '') return fallback;
	const number = Number(value);
	if (!Number.isInteger(number) || number < min || number > max) {
		throw new PreauError(`${name} doit être un nombre entier de ${min} à ${max}, pas « ${value} ».`);
	}
	return number;
}

function loadSecret(data: string, given: string | undefined, mode: 'demo' | 'production'): Buffer {
	if (given !== undefined && given !== '') {
		const secret = Buffer.from(given, 'base64url');
		if (isWeak(secret)) throw new PreauError('PREAU_SECRET est trop faible : donnez 32 octets aléatoires en base64 (openssl rand -base64 32).');
		return secret;
	}
	const file = join(data, SECRET_FILE);
	if (!existsSync(file)) {
		// wx: two processes starting together must agree on one secret.
		try {
			writeFileSync(file, randomBytes(32).toString('base64url') + '\n', { mode: 0o600, flag: 'wx' });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
		chmodSync(file, 0o600);
		// Root beside the service: the secret is of whoever owns the folder.
		if (process.getuid?.() === 0) chownSync(file, statSync(data).uid, statSync(data).gid);
	}
	const secret = secretOf(file);
	if (mode === 'production' && isWeak(secret)) throw new PreauError(`Le secret de ${file} est trop faible ; remplacez-le ou donnez PREAU_SECRET.`);
	return secret;
}

export function secretOf(file: string): Buffer {
	return Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url');
}

/** Too short, or typed by somebody who was tired: zeros, one letter again and again. */
export function isWeak(secret: Buffer): boolean {
	return secret.length < 32 || new Set(secret).size < 8;
}

/** Remember that this data folder holds the demo, with what is needed to print its personas again. */
export function markDemo(data: string, facts: Record<string, unknown>): void {
	writeFileSync(join(data, DEMO_FILE), JSON.stringify(facts, null, 2) + '\n', { mode: 0o600 });
}

export function readDemo(data: string): Record<string, unknown> | null {
	const file = join(data, DEMO_FILE);
	return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : null;
}

/** A 32-byte key for one purpose (HKDF, RFC 5869). */
export function deriveKey(config: Config, purpose: string): Buffer {
	return Buffer.from(hkdfSync('sha256', config.secret, Buffer.alloc(0), `preau:${purpose}`, 32));
}

/** Keyed fingerprint of a token or code, for look-up without storing it. */
export function fingerprint(key: Buffer, value: string): Buffer {
	return createHmac('sha256', key).update(value).digest();
}
