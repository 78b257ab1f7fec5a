import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { spoolFolder } from '#platform/mail';
import { smsFolder } from '#platform/sms';
import { operators } from '../policy.ts';

const MOST = 100;
/** Headers stand at the beginning. Bytes. */
const HEAD = 8_192;

/** Mails and text messages that nobody sent, for want of a server: when, about what. Never to whom or what they say. */
export const mailSpool = query({
	name: 'operations.mail-spool',
	summary: 'Mails and text messages kept in the data folder because no server is configured, without their content',
	input: v.object({}),
	allow: operators,
	trial: () => ({}),
	async run(ctx) {
		const { config } = ctx.ports;
		const [mail, sms] = await Promise.all([kept(spoolFolder(config)), kept(smsFolder(config))]);
		return { sends: config.smtpUrl !== null, ...mail, sms: { sends: config.smsUrl !== null, ...sms } };
	}
});

async function kept(folder: string) {
	const names = (await readdir(folder).catch(() => [] as string[]))
		.filter((name) => /^[^.].*\.eml$/.test(name))
		.sort()
		.reverse();
	const mails = await Promise.all(
		names.slice(0, MOST).map(async (name) => {
			const file = join(folder, name);
			const [head, about] = await Promise.all([beginning(file), stat(file)]);
			return { name, at: about.mtime, bytes: about.size, subject: decodeWords(header(head, 'subject')), recipient: anonymous(header(head, 'to')) };
		})
	);
	return { total: names.length, mails };
}

async function beginning(file: string): Promise<string> {
	const handle = await open(file, 'r');
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
		return buffer.toString('latin1', 0, bytesRead).split(/\r?\n\r?\n/, 1)[0] ?? '';
	} finally {
		await handle.close();
	}
}

function header(head: string, name: string): string {
	const unfolded = head.replace(/\r?\n[ \t]+/g, ' ');
	return new RegExp(`^${name}: *(.*)$`, 'im').exec(unfolded)?.[1]?.trim() ?? '';
}

/** Tells two recipients apart, and says nothing of either. */
function anonymous(recipient: string): string {
	return createHash('sha256').update(recipient.toLowerCase()).digest('hex').slice(0, 8);
}

/** Encoded words of a header (RFC 2047), in UTF-8: what nodemailer writes. */
function decodeWords(value: string): string {
	return value.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
		kind.toLowerCase() === 'b'
			? Buffer.from(text, 'base64').toString('utf8')
			: Buffer.from(
					text.replaceAll('_', ' ').replace(/=([0-9a-f]{2})/gi, (_found, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
					'latin1'
				).toString('utf8')
	);
}
