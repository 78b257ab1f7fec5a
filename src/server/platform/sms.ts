/**
 * Text messages: one HTTP driver when an address is configured, else one file a message in a folder that the
 * operator sees. Another provider is another `SmsDriver`.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';

export interface Sms {
	/** As the person gave it, `+33612345678`. */
	to: string;
	text: string;
}

export interface SmsDriver {
	/** Throws when it is not known to have been taken. */
	send(sms: Sms): Promise<void>;
}

/** Milliseconds a provider gets to answer. */
const PATIENCE = 10_000;

/** Folder of the text messages nobody sends, for want of `PREAU_SMS_URL`. */
export function smsFolder(config: Config): string {
	return join(config.data, 'sms');
}

export function createSms(config: Config): SmsDriver {
	return config.smsUrl === null ? spool(smsFolder(config)) : overHttp(config.smsUrl, config.smsToken);
}

/** `POST {to, text}` as JSON with a bearer token: what gateways take, or a ten-line adapter in front of one. */
function overHttp(url: string, token: string | null): SmsDriver {
	return {
		async send(sms) {
			const answer = await fetch(url, {
				method: 'POST',
				redirect: 'error',
				signal: AbortSignal.timeout(PATIENCE),
				headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
				body: JSON.stringify(sms)
			});
			await answer.body?.cancel();
			if (!answer.ok) throw new Error(`the SMS gateway answered ${answer.status}`);
		}
	};
}

/** With the headers of a mail, so that one list shows both. */
function spool(folder: string): SmsDriver {
	return {
		send(sms) {
			mkdirSync(folder, { recursive: true, mode: 0o700 });
			const name = `${new Date().toISOString().replaceAll(':', '-')}-${randomUUID().slice(0, 8)}.eml`;
			writeFileSync(join(folder, `.${name}`), `To: ${sms.to}\r\nSubject: SMS\r\n\r\n${sms.text}\r\n`, { mode: 0o600 });
			renameSync(join(folder, `.${name}`), join(folder, name));
			return Promise.resolve();
		}
	};
}
