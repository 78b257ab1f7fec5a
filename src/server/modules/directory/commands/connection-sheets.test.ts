import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { visitor } from '#kernel/actor';
import { spoolFolder } from '#platform/mail';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { createWorld, type World } from '../../../../../tests/support/world.ts';
import { drawSheets, printable, type Sheet } from '../sheets/draw.ts';
import { makeSheets } from '../sheets/make.ts';

const test_ = useTestApp();
let world: World;
beforeAll(async () => {
	world = await createWorld(test_);
	await test_.admin.query('delete from identity.account where person_id = any ($1)', [[world.people.lea, world.people.sophie, world.people.zoe]]);
});

/** The words of a PDF, as drawn. */
function textOf(pdf: Buffer): string {
	const raw = pdf.toString('latin1');
	let text = '';
	for (const match of raw.matchAll(/\/FlateDecode[^>]*>>\s*stream\r?\n/g)) {
		const from = match.index + match[0].length;
		try {
			const content = inflateSync(pdf.subarray(from, raw.indexOf('endstream', from))).toString('latin1');
			text += [...content.matchAll(/<([0-9a-f]+)>/g)].map((hex) => Buffer.from(hex[1] ?? '', 'hex').toString('latin1')).join('') + '\n';
		} catch {
			// A stream that is not text.
		}
	}
	return text;
}

const print = (who: 'principalA' | 'principalB' | 'durand', input: Record<string, unknown>) =>
	test_.app.call('directory.connection-sheets', world.actor(who), { school: world.schoolA, ...input });

test('prints login and code of those of the class who never came, and the code opens the account', async () => {
	const made = await print('principalA', { people: 'pupils', class: world.classA, perPage: '1' });
	if (!made.ok) throw new Error(made.code);
	expect(made.value.count).toBe(1);
	const pdf = Buffer.from(made.value.pdf);
	expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
	expect(pdf.toString('latin1')).toMatch(/\/MarkInfo|\/StructTreeRoot/);
	const text = textOf(pdf);
	expect(text).toContain('lea.martin');
	// What the first step of activation asks a pupil for.
	expect(text).toMatch(/code, ton nom de famille et ta date de naissance/);
	const code = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(text)?.[0];
	const checked = await test_.app.callAny('identity.check-code', visitor, { login: 'lea.martin', code, birthDate: '14/05/2013', familyName: 'Martin', givenName: 'Léa' });
	expect(checked).toMatchObject({ ok: true });
});

test('prints guardians of the class once each, and says nothing to print when all have come', async () => {
	const made = await print('principalA', { people: 'guardians', perPage: 8 });
	expect(made).toMatchObject({ ok: true, value: { count: 1 } });
	expect(made.ok && textOf(Buffer.from(made.value.pdf))).toContain('responsable de');
	expect(await print('principalA', { people: 'pupils', class: world.otherClassA })).toMatchObject({ ok: false, code: 'nothing-to-print' });
});

test('of a whole school, by class, then by name', async () => {
	await test_.admin.query("delete from identity.account a using directory.person p where p.id = a.person_id and p.kind = 'pupil'");
	const made = await print('principalA', { people: 'pupils', perPage: 8 });
	if (!made.ok) throw new Error(made.code);
	const { rows } = await test_.admin.query<{ login: string; label: string; family_name: string; given_name: string }>(
		`select p.login, g.label, p.family_name, p.given_name from directory.person p
		join directory.membership m on m.person_id = p.id and m.role = 'pupil' join directory.groups g on g.id = m.group_id and g.kind = 'class'
		where g.school_id = $1 and p.status = 'active'`,
		[world.schoolA]
	);
	const wanted = rows.map((one) => ({ ...one, key: [one.label, one.family_name, one.given_name].join(' ') })).sort((one, other) => one.key.localeCompare(other.key, 'fr'));
	expect(new Set(wanted.map((one) => one.label)).size).toBeGreaterThan(1);
	const text = textOf(Buffer.from(made.value.pdf));
	const places = wanted.map((one) => text.indexOf(one.login));
	expect(places.every((place) => place >= 0)).toBe(true);
	expect(places).toEqual([...places].sort((one, other) => one - other));
	expect(text).toContain("J'ai reçu un code d'activation");
});

test('is for who administers the school', async () => {
	expect(await print('principalB', { people: 'pupils' })).toMatchObject({ ok: false, status: 403 });
	expect(await print('durand', { people: 'pupils' })).toMatchObject({ ok: false, status: 403 });
	// A class of another school prints nobody.
	expect(await print('principalA', { people: 'pupils', class: world.classB })).toMatchObject({ ok: false, code: 'nothing-to-print' });
});

test('draws hundreds in a thread, eight on a page', async () => {
	const sheet: Sheet = { name: 'Łukasz Ştefan', about: '5e B', pupil: true, login: 'lukasz.stefan', code: 'K7QF-3MXA', until: '22 janvier 2027' };
	const pdf = await makeSheets({ school: 'Collège', site: 'preau.test', perPage: 8, title: 'Fiches', sheets: Array.from({ length: 100 }, () => sheet) });
	expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(13);
	expect(printable('Łukasz Ştefan « œ »')).toBe('Lukasz Stefan « œ »');
	await expect(
		drawSheets({ school: 'C', site: 's', perPage: 2, title: 't', sheets: [{ ...sheet, pupil: false, name: 'Mme Maximilienne-Alexandrine de La Rochefoucauld-Montmorency' }] })
	).resolves.toBeInstanceOf(Buffer);
});

test('by e-mail, the code reaches those whose address is known, once, and opens the account; who came meanwhile gets none', async () => {
	const send = (who: 'principalA' | 'principalB') => test_.app.call('directory.mail-codes', world.actor(who), { school: world.schoolA, people: 'guardians', class: world.classA });
	expect(await send('principalB')).toMatchObject({ ok: false, status: 403 });
	expect(await send('principalA')).toEqual({ ok: true, value: { count: 1, without: 0 } });
	const { rows } = await test_.admin.query<{ job: string; data: Record<string, unknown> }>('delete from core.outbox returning job, data');
	expect(rows).toEqual([{ job: 'identity.send-code', data: { personId: world.people.sophie } }]);
	const job = test_.app.jobs.find((one) => one.name === 'identity.send-code');
	await job?.run({ personId: world.people.sophie });
	const sent = mails('sophie@exemple.fr');
	expect(sent).toHaveLength(1);
	// Not a piece of an identifier in the headers: one in forty of those looks like a code.
	const code = /(?<![\w-])[0-9A-Z]{4}-[0-9A-Z]{4}(?![\w-])/.exec(sent[0] ?? '')?.[0];
	const opened = await test_.app.call('identity.activate', visitor, { code, familyName: 'Martin', password: 'quatre chevaux sous le pont', charter: 'on' });
	expect(opened).toMatchObject({ ok: true });
	await job?.run({ personId: world.people.sophie });
	expect(mails('sophie@exemple.fr')).toHaveLength(1);
	expect(await send('principalA')).toMatchObject({ ok: false, status: 409, code: 'nobody-to-mail' });
});

function mails(to: string): string[] {
	const folder = spoolFolder(test_.config);
	return readdirSync(folder)
		.sort()
		.map((name) => readFileSync(join(folder, name), 'utf8').replace(/=\r\n/g, ''))
		.filter((text) => text.includes(`To: ${to}`) && text.includes('activation'));
}

test('a code of somebody who administers is for the principal of the same school, not for a delegate, not from another school', async () => {
	await test_.admin.query('delete from identity.account where person_id = any ($1)', [[world.people.principalA, world.people.principalB]]);
	await test_.admin.query(`insert into directory.role (person_id, school_id, profile) values ($1, $2, 'guest')`, [world.people.principalB, world.schoolA]);
	const delegate = { ...world.actor('durand'), roles: [{ profile: 'teacher' as const, schoolId: world.schoolA, delegate: true }] };
	const staff = { school: world.schoolA, people: 'staff' };
	expect(await test_.app.call('directory.connection-sheets', delegate, staff)).toMatchObject({ ok: false, code: 'nothing-to-print' });
	const made = await print('principalA', { people: 'staff' });
	if (!made.ok) throw new Error(made.code);
	expect(textOf(Buffer.from(made.value.pdf))).toContain('anne.leroy');
	expect(made.value.count).toBe(1);
});
