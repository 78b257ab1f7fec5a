import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '#app';
import { visitor } from '#kernel/actor';
import { keyIdOf } from '#platform/signing';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { lastMoment } from '../years/years.ts';
import { createWorld, type Name, type World } from '../../../../../tests/support/world.ts';
import { certified, codeOf } from '../handing-in/receipts.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../../..', import.meta.url));
const here = useTestApp();
const folder = mkdtempSync(join(tmpdir(), 'preau-receipt-'));
afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});
const path = (name: string) => join(folder, name);

let world: World;
let submissionId = '';
const as = (who: Name) => world.actor(who);

async function value<T>(answer: Promise<Result<T>>): Promise<T> {
	const given = await answer;
	if (!given.ok) throw new Error(given.code);
	return given.value;
}
const receiptFor = (who: Name) => value(here.app.call('assignments.receipt', as(who), { submissionId }));

beforeAll(async () => {
	world = await createWorld(here);
	const { app } = here;
	const work = { title: 'Le poème', subject: 'Français', groupIds: [world.classA], expects: ['text'], dueAt: lastMoment(new Date()).toISOString() };
	const made = await value(app.call('assignments.create-assignment', as('durand'), work));
	await value(app.call('assignments.publish-assignment', as('durand'), { id: made.id }));
	const draft = await value(app.call('assignments.begin-submission', as('lea'), { assignmentId: made.id }));
	await value(app.call('assignments.hand-in', as('lea'), { submissionId: draft.id, body: 'Demain, dès l’aube…' }));
	submissionId = draft.id;
	const receipt = await receiptFor('lea');
	const { keys } = await value(app.call('assignments.public-keys', visitor, {}));
	writeFileSync(path('accuse.txt'), receipt.statement);
	writeFileSync(path('accuse.sig'), Buffer.from(receipt.signature, 'base64url'));
	writeFileSync(path('cle.pem'), keys[0].pem);
	writeFileSync(path('change.txt'), receipt.statement.replace('Léa', 'Lea'));
});

/** The command of the guide, as it is written there. */
const openssl = (statement: string) =>
	run('openssl', ['pkeyutl', '-verify', '-pubin', '-inkey', path('cle.pem'), '-rawin', '-in', path(statement), '-sigfile', path('accuse.sig')]).then(
		({ stdout }) => stdout,
		(error: { code?: unknown; stdout?: string }) => (error.code === 'ENOENT' ? null : (error.stdout ?? ''))
	);
const preau = async (...args: string[]) =>
	run(process.execPath, ['src/cli/main.ts', 'receipts', ...args], { cwd: ROOT, env: { ...process.env, PREAU_DATA: path('nothing'), PREAU_LOG: 'error' } }).then(
		({ stdout }) => ({ status: 0, stdout }),
		(error: { code?: number; stdout?: string }) => ({ status: error.code ?? -1, stdout: error.stdout ?? '' })
	);

describe('a receipt that was downloaded', () => {
	test('is verified by openssl, without Préau, and one letter changed is not', async () => {
		const said = await openssl('accuse.txt');
		// A machine without openssl shows nothing here; the same is shown below by our own command.
		if (said === null) return;
		expect(said).toContain('Signature Verified Successfully');
		expect(await openssl('change.txt')).not.toContain('Successfully');
	});

	test('is verified by the command line with the key alone, without an installation', async () => {
		expect(await preau('verify', path('accuse.txt'), path('accuse.sig'), '--key', path('cle.pem'))).toMatchObject({
			status: 0,
			stdout: expect.stringContaining('authentique') as string
		});
		const told = await preau('verify', path('change.txt'), path('accuse.sig'), '--key', path('cle.pem'), '--json');
		expect(told.status).toBe(1);
		expect(JSON.parse(told.stdout)).toEqual({ genuine: false, number: null, keyId: null });
		expect(await preau('verify', path('accuse.txt'), path('nowhere.sig'), '--key', path('cle.pem'))).toMatchObject({ status: 1, stdout: '' });
	});
});

test('a receipt says each file with its fingerprint, the code on paper, and an address that checks it', async () => {
	const receipt = await receiptFor('sophie');
	expect(receipt.code).toBe(codeOf(receipt.signature));
	const address = new URL(receipt.address);
	expect([address.pathname, address.searchParams.get('numero'), address.searchParams.get('code')]).toEqual(['/casier/verifier', receipt.number, receipt.code]);
	expect(Buffer.from(receipt.qr.split(',')[1] ?? '', 'base64').toString()).not.toContain('style=');
	expect(receipt.pupils).toEqual([{ id: world.people.lea, givenName: 'Léa', familyName: 'Martin' }]);
	expect(receipt.text).toMatchObject({ characters: 19 });
	expect(receipt.awaited).toBe(true);
	expect(receipt.keyId).toBe(keyIdOf(here.app.ports.signing.publicKey));
});

test('a text that lost its last line end, or came through a form, still verifies', async () => {
	const receipt = await receiptFor('lea');
	for (const statement of [receipt.statement.trimEnd(), receipt.statement.replaceAll('\n', '\r\n'), `${receipt.statement}\n\n`])
		expect(await here.app.call('assignments.verify-receipt', visitor, { by: 'statement', statement, signature: receipt.signature })).toMatchObject({ value: { genuine: true } });
});

test('looking at it reads its notice, for the pupil and for the family', async () => {
	const unread = async (who: Name) =>
		(
			await here.admin.query(
				`select 1 from notifications.notice n join notifications.event e on e.id = n.event_id and e.kind = 'receipt' where n.account_id = $1 and n.read_at is null`,
				[world.people[who]]
			)
		).rowCount;
	for (const who of ['lea', 'sophie'] as const) {
		expect(await unread(who)).toBe(1);
		await value(here.app.call('assignments.see-receipt', as(who), { submissionId }));
		expect(await unread(who)).toBe(0);
	}
	expect(await here.app.call('assignments.see-receipt', as('tom'), { submissionId })).toMatchObject({ ok: false, status: 404 });
});

test('what a statement certifies is read back, names with commas too', () => {
	const sum = 'a'.repeat(64);
	expect(certified(`préau: accusé de dépôt 1\nfichier: 12 octets, sha256 ${sum}, un, deux.pdf\ntexte: 3 caractères, sha256 ${sum}\n`)).toEqual({
		files: [{ name: 'un, deux.pdf', size: 12, sha256: sum }],
		text: { characters: 3, sha256: sum }
	});
});
