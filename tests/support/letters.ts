/** What the demo wrote by mail: without `SMTP_URL` each message is a file in its data folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { DEMO_DATA } from './demo-data.ts';

/** Quoted-printable, in UTF-8. */
const plain = (eml: string) => eml.replace(/=\r?\n/g, '').replace(/(?:=[0-9A-F]{2})+/g, (coded) => Buffer.from(coded.replaceAll('=', ''), 'hex').toString('utf8'));

/** What was written to this address or number and sent by nobody, whole and readable, the newest first. */
export function keptFor(to: string, kind: 'mail' | 'sms' = 'mail'): string[] {
	const folder = join(DEMO_DATA, kind);
	let files: string[] = [];
	try {
		files = readdirSync(folder).filter((file) => /^[^.].*\.eml$/.test(file));
	} catch {
		return [];
	}
	const all = files.sort().reverse();
	return all.map((file) => plain(readFileSync(join(folder, file), 'utf8'))).filter((eml) => eml.includes(`To: ${to}`));
}

function newest(to: string, link: RegExp): string | null {
	for (const eml of keptFor(to)) {
		const found = link.exec(eml);
		if (found) return found[0];
	}
	return null;
}

/** The path of the link a person finds in the latest letter to this address; waits for the job that writes it. */
export async function linkMailedTo(to: string, link: RegExp): Promise<string> {
	let found: string | null = null;
	await expect.poll(() => (found = newest(to, link)), { message: `a letter to ${to} with ${link.source}`, timeout: 30_000 }).not.toBeNull();
	return found ?? '';
}
