/** Where what leaves Préau arrives in tests: a real SMTP server, and a web server for push and text messages. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { announce, type Notice } from '#modules/notifications';
import { loadConfig } from '#platform/config';
import { createMailer } from '#platform/mail';
import { createPush } from '#platform/push';
import { createSms } from '#platform/sms';
import type { TestApp } from './database.ts';
import type { Name, World } from './world.ts';

/** A Tuesday at ten, in school time. */
export const MORNING = new Date('2026-11-24T10:00:00+01:00');

export interface Outside {
	/** Each mail whole and readable, and its two parts. */
	mails: { to: string; text: string; plain: string; html: string }[];
	posts: { path: string; headers: IncomingHttpHeaders; body: Buffer }[];
	/** What the mail server says to a recipient; none: it takes it. */
	refusals: Map<string, { code: number; text: string }>;
	/** Status of the web server. */
	answer: number;
	origin: string;
	smtpUrl: string;
	close(): Promise<void>;
}

export async function openOutside(): Promise<Outside> {
	const outside = { mails: [], posts: [], refusals: new Map(), answer: 201 } as unknown as Outside;
	const smtp = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		onRcptTo(address, _session, done) {
			const refusal = outside.refusals.get(address.address);
			done(refusal ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : undefined);
		},
		onData(stream, session, done) {
			const parts: Buffer[] = [];
			stream.on('data', (part: Buffer) => parts.push(part));
			stream.on('end', () => {
				const text = readable(Buffer.concat(parts).toString('utf8'));
				outside.mails.push({ to: session.envelope.rcptTo[0]?.address ?? '', text, plain: partOf(text, 'text/plain'), html: partOf(text, 'text/html') });
				done();
			});
		}
	});
	// A worker that is killed leaves its connection open.
	smtp.on('error', () => undefined);
	const web = createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			outside.posts.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) });
			response.writeHead(outside.answer).end();
		});
	});
	smtp.listen(0, '127.0.0.1');
	web.listen(0, '127.0.0.1');
	await Promise.all([once(smtp.server, 'listening'), once(web, 'listening')]);
	return Object.assign(outside, {
		origin: `http://127.0.0.1:${(web.address() as AddressInfo).port}`,
		smtpUrl: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
		async close() {
			web.close();
			web.closeAllConnections();
			await new Promise<void>((resolve) => {
				smtp.close(resolve);
			});
		}
	});
}

function readable(mail: string): string {
	return mail.replace(/=\r\n/g, '').replace(/(?:=[0-9A-F]{2})+/g, (coded) => Buffer.from(coded.replaceAll('=', ''), 'hex').toString('utf8'));
}

/** One of the alternatives of a mail, without its headers. */
function partOf(mail: string, type: string): string {
	const boundary = /boundary="([^"]+)"/.exec(mail)?.[1] ?? '';
	const part = mail.split(`--${boundary}`).find((one) => one.includes(`Content-Type: ${type}`) && !one.includes('multipart/')) ?? '';
	return part.slice(part.indexOf('\r\n\r\n') + 4).replaceAll('\r\n', '\n');
}

/** The app sends to `outside`, and some people of the world have an address and a telephone. */
export async function sendOutside(test: TestApp, world: World, outside: Outside): Promise<void> {
	const config = loadConfig({
		PREAU_DATA: test.config.data,
		PREAU_ORIGIN: 'https://ent.exemple.fr',
		SMTP_URL: outside.smtpUrl,
		PREAU_SMS_URL: `${outside.origin}/sms`,
		PREAU_SMS_TOKEN: 'jeton',
		PREAU_PUSH_HOSTS: outside.origin.replace('http://', '')
	});
	Object.assign(test.config, { origin: config.origin });
	Object.assign(test.app.ports, { mail: createMailer(config), sms: createSms(config), push: createPush(config) });
	for (const name of ['sophie', 'marc', 'durand', 'petit'] as const) {
		await test.admin.query(`insert into identity.contact (person_id, email, email_verified_at, mobile) values ($1, $2, now(), '+33612345678')`, [
			world.people[name],
			`${name}@exemple.fr`
		]);
	}
}

/** Nothing sent, nobody marked, a Tuesday morning. */
export async function calm(test: TestApp, outside: Outside): Promise<void> {
	outside.mails.length = 0;
	outside.posts.length = 0;
	outside.refusals.clear();
	outside.answer = 201;
	test.setNow(MORNING);
	await test.admin.query('delete from notifications.event; delete from notifications.bounce; delete from notifications.preference; delete from notifications.push_subscription');
}

/** What a worker does at once with what was announced; sending is left to the test. */
export async function followUp(test: TestApp): Promise<void> {
	const { rows } = await test.admin.query<{ job: string; data: Record<string, unknown> }>(
		`delete from core.outbox where job in ('notifications.spread', 'notifications.withdraw') returning job, data`
	);
	for (const row of rows) await test.app.jobs.find((job) => job.name === row.job)?.run(row.data);
}

export async function tell(test: TestApp, world: World, names: Name[], more: Partial<Notice> = {}): Promise<void> {
	const notice: Notice = {
		kind: 'message',
		key: randomBytes(6).toString('hex'),
		at: MORNING,
		actorName: 'Mme Durand',
		subject: 'Sortie',
		link: '/messagerie/x',
		schoolId: null,
		subjectRef: 'message:x',
		...more
	};
	await test.app.database.system((db) =>
		announce(
			db,
			notice,
			names.map((name) => world.people[name])
		)
	);
	await followUp(test);
}

export function send(test: TestApp): Promise<void> | undefined {
	return test.app.jobs.find((job) => job.name === 'notifications.send')?.run({});
}
