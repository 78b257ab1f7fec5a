/**
 * Outgoing mail: SMTP when configured, else one `.eml` a message in a folder that the operator sees.
 * Plain text, and the same as HTML: nothing to track, readable everywhere.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Config } from './config.ts';
import { mailHtml } from './mail-html.ts';

export interface Mail {
	to: string;
	subject: string;
	text: string;
	/** The language of `text`: French where nothing is said. */
	locale?: 'fr' | 'en';
	headers?: Record<string, string>;
}

export interface Mailer {
	send(mail: Mail): Promise<void>;
	close(): void;
}

/** What a server said that refused the recipient for good (5xx to RCPT TO), without the address; null for any other failure. */
export function refusalOf(error: unknown): string | null {
	const { responseCode, response, command } = error as { responseCode?: number; response?: string; command?: string };
	if (responseCode === undefined || responseCode < 500 || responseCode > 599 || command !== 'RCPT TO') return null;
	return (response ?? String(responseCode)).replace(/[^\s<>]+@[^\s<>]+/g, '…');
}

/** Folder of the messages nobody sends, for want of `SMTP_URL`. */
export function spoolFolder(config: Config): string {
	return join(config.data, 'mail');
}

export function createMailer(config: Config): Mailer {
	const whole = ({ locale = 'fr', ...mail }: Mail) => ({ ...mail, html: mailHtml(mail.text, { subject: mail.subject, locale, origin: config.origin }) });
	const from = { name: 'Préau', address: `ne-pas-repondre@${new URL(config.origin).hostname}` };
	if (config.smtpUrl !== null) {
		const transport = createTransport(config.smtpUrl, { from });
		return {
			async send(mail) {
				await transport.sendMail(whole(mail));
			},
			close: () => {
				transport.close();
			}
		};
	}
	const folder = spoolFolder(config);
	const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' }, { from });
	return {
		async send(mail) {
			const made = await transport.sendMail(whole(mail));
			mkdirSync(folder, { recursive: true, mode: 0o700 });
			const name = `${new Date().toISOString().replaceAll(':', '-')}-${randomUUID().slice(0, 8)}.eml`;
			// Written aside, then named: a reader never sees half a message.
			writeFileSync(join(folder, `.${name}`), made.message as Buffer, { mode: 0o600 });
			renameSync(join(folder, `.${name}`), join(folder, name));
		},
		close: () => {
			transport.close();
		}
	};
}
