/** What the demo wrote by mail: without `SMTP_URL` each message is a file in its data folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { DEMO_DATA } from './demo-data.ts';

const FOLDER = join(DEMO_DATA, 'mail');

/** Quoted-printable, as far as an address in it is concerned. */
const plain = (eml: string) => eml.replace(/=\r?\n/g, '').replaceAll('=3D', '=');

function newest(to: string, link: RegExp): string | null {
	let files: string[] = [];
	try {
		files = readdirSync(FOLDER).filter((file) => file.endsWith('.eml'));
	} catch {
		return null;
	}
	for (const file of files.sort().reverse()) {
		const eml = plain(readFileSync(join(FOLDER, file), 'utf8'));
		const found = eml.includes(`To: ${to}`) ? link.exec(eml) : null;
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
