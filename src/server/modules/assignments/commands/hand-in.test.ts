import { createPublicKey, verify } from 'node:crypto';
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { noise, sha256 } from '../../../../../tests/support/files.ts';
import { at, useDueWork, value } from '../../../../../tests/support/due-work.ts';
import { finishHandIns } from '../handing-in/finishing.ts';
import { readNumber } from '../handing-in/receipts.ts';

const { here, app, as, give, begin, handIn } = useDueWork();

describe('handing in', () => {
	test('gives a receipt that names every byte, signed, and that openssl’s algorithm verifies', async () => {
		const id = await give();
		const { id: draft } = await begin(id);
		const bytes = noise(20_000);
		const file = await here.give('lea', 'exercices.txt', bytes);
		here.setNow(at('16:52:08'));
		const done = value(await handIn(draft, { files: [file], body: 'Voici mon travail.' }));
		if (done.state !== 'handed-in') throw new Error(done.state);
		expect(done).toMatchObject({ late: false, again: false });
		const { statement, signature, number } = done.receipt;
		expect(number).toMatch(/^D-2026-1125-[0-9A-HJKMNP-TV-Z]{4}-\d{2}$/);
		expect(readNumber(number.toLowerCase().replaceAll('-', ' '))).toBe(number);
		for (const line of [
			'élève: Léa Martin',
			'classe: 5e B',
			'travail: Exercices 12 à 15 page 87',
			'déposé: 2026-11-25T16:52:08.000Z',
			'en retard: non',
			`fichier: 20000 octets, sha256 ${sha256(bytes)}, exercices.txt`,
			`texte: 18 caractères, sha256 ${sha256(Buffer.from('Voici mon travail.'))}`
		])
			expect(statement.split('\n')).toContain(line);
		const key = createPublicKey(app().ports.signing.publicKey);
		expect(verify(null, Buffer.from(statement), key, Buffer.from(signature, 'base64url'))).toBe(true);
		expect(verify(null, Buffer.from(statement.replace('Léa', 'Lea')), key, Buffer.from(signature, 'base64url'))).toBe(false);
		// What the pupil attached is there for the teacher, and for no other.
		expect((await app().call('files.open', as('durand'), { id: file })).ok).toBe(true);
		expect((await app().call('files.open', as('sophie'), { id: file })).ok).toBe(true);
		for (const other of ['tom', 'marc', 'petit', 'blanc', 'principalA', 'department', 'operator'] as const)
			expect(await app().call('files.open', as(other), { id: file })).toMatchObject({ ok: false, status: 404 });
	});

	test('twenty clicks at once are one hand-in and one receipt', async () => {
		const id = await give();
		const { id: draft } = await begin(id);
		const answers = await Promise.all(Array.from({ length: 20 }, () => handIn(draft, { body: 'Une fois.' })));
		const numbers = answers.map((answer) => {
			const done = value(answer);
			return done.state === 'handed-in' ? done.receipt.number : done.state;
		});
		expect(new Set(numbers).size).toBe(1);
		expect((await here.admin.query('select 1 from assignments.receipt r join assignments.submission s on s.id = r.submission_id where s.assignment_id = $1', [id])).rowCount).toBe(
			1
		);
		expect((await here.admin.query(`select 1 from notifications.event where kind = 'receipt' and key = $1`, [draft])).rowCount).toBe(1);
	});

	test('begun before the cut-off counts when the last byte comes after it, and is handed in by itself', async () => {
		const id = await give();
		const { id: draft } = await begin(id);
		const bytes = noise(50_000);
		const address = await here.begin('lea', bytes.length);
		const file = address.slice(address.lastIndexOf('/') + 1);
		await here.patch('lea', address, 0, bytes.subarray(0, 20_000));
		here.setNow(at('16:59:59'));
		expect(value(await handIn(draft, { files: [file] }))).toMatchObject({ state: 'sending', missing: 1 });
		expect(await finishHandIns(here.tools)).toBe(0);
		here.setNow(at('21:30:00'));
		expect((await here.patch('lea', address, 20_000, bytes.subarray(20_000))).status).toBe(204);
		expect(await finishHandIns(here.tools)).toBe(1);
		expect(await finishHandIns(here.tools)).toBe(0);
		const done = value(await handIn(draft));
		expect(done).toMatchObject({ state: 'handed-in', late: false, again: true });
		const { rows } = await here.admin.query('select begun_at, handed_in_at from assignments.submission where id = $1', [draft]);
		expect(rows).toEqual([{ begun_at: at('16:59:59'), handed_in_at: at('21:30:00') }]);
	});

	test('who waits for his last byte before he presses loses nothing by it, when he changes nothing after the deadline', async () => {
		const id = await give();
		/** A file begun at a moment and whole at another; pressed at a third, with words kept before it began. */
		async function pressed(begun: string, whole: string, press: string, words = 'Avant.', work = id) {
			here.setNow(at('16:00:00'));
			const draft = await begin(work);
			value(await app().call('assignments.save-submission', as('lea'), { submissionId: draft.id, body: 'Avant.' }));
			here.setNow(at(begun));
			const address = await here.begin('lea', 1_000);
			here.setNow(at(whole));
			expect((await here.patch('lea', address, 0, noise(1_000))).status).toBe(204);
			here.setNow(at(press));
			const done = await handIn(draft.id, { files: [address.slice(address.lastIndexOf('/') + 1)], body: words });
			return done.ok ? done.value : done.code;
		}
		// Over the cut-off: refused once the words, or the file, are of after it, or an hour has gone by; what was ready stays ready.
		expect(await pressed('19:59:30', '20:02:00', '20:05:00', 'Après.')).toBe('work-kept');
		expect(await pressed('20:00:30', '20:02:00', '20:05:00')).toBe('work-kept');
		expect(await pressed('19:59:30', '20:02:00', '21:03:00')).toBe('work-closed');
		expect(await pressed('19:59:30', '20:02:00', '20:05:00')).toMatchObject({ state: 'handed-in', late: true });
		// Over the due date: on time.
		const other = await give();
		expect(await pressed('16:59:30', '17:02:00', '17:05:00', 'Avant.', other)).toMatchObject({ state: 'handed-in', late: false });
		const { rows } = await here.admin.query('select begun_at, handed_in_at from assignments.submission where assignment_id = $1', [other]);
		expect(rows).toEqual([{ begun_at: at('16:59:30'), handed_in_at: at('17:05:00') }]);
	});

	test('late is accepted and marked until the cut-off, refused after it, whatever the clock of the device', async () => {
		const late = await give();
		const draft = await begin(late);
		here.setNow(at('18:00:00'));
		expect(value(await handIn(draft.id, { body: 'En retard.' }))).toMatchObject({ state: 'handed-in', late: true });
		const closed = await give();
		const other = await begin(closed);
		here.setNow(at('20:00:01'));
		expect(await handIn(other.id, { body: 'Trop tard.' })).toMatchObject({ ok: false, status: 409, code: 'work-closed' });
		// What was typed is still there.
		expect((await begin(closed)).id).toBe(other.id);
	});

	test('an extension gives one pupil more time, and no other', async () => {
		const id = await give();
		await here.admin.query(`insert into assignments.allowance (assignment_id, pupil_id, due_at, set_at) values ($1, $2, '2026-11-27T17:00:00Z', now())`, [
			id,
			here.world.people.lea
		]);
		const { id: draft } = await begin(id);
		here.setNow(new Date('2026-11-26T12:00:00Z'));
		expect(value(await handIn(draft, { body: 'Avec du temps.' }))).toMatchObject({ state: 'handed-in', late: false });
	});

	test('a new version replaces the one before until the due date; both keep their receipts', async () => {
		const id = await give();
		const first = value(await handIn((await begin(id)).id, { body: 'Première' }));
		const second = value(await handIn((await begin(id)).id, { body: 'Seconde' }));
		if (first.state !== 'handed-in' || second.state !== 'handed-in') throw new Error('not handed in');
		const seen = value(await app().call('assignments.show', as('lea'), { id }));
		expect(seen.versions.map((one) => [one.state, one.attempt, one.number])).toEqual([
			['handed-in', 2, second.receipt.number],
			['replaced', 1, first.receipt.number]
		]);
		here.setNow(at('17:00:01'));
		expect(await app().call('assignments.begin-submission', as('lea'), { assignmentId: id })).toMatchObject({ ok: false, code: 'work-no-replacement' });
	});

	test('one attempt is one; taken back until the due date, it can be handed in again', async () => {
		const once = await give({ attempts: 'one' });
		value(await handIn((await begin(once)).id, { body: 'Une seule' }));
		expect(await app().call('assignments.begin-submission', as('lea'), { assignmentId: once })).toMatchObject({ ok: false, code: 'work-one-attempt' });
		const id = await give();
		value(await handIn((await begin(id)).id, { body: 'À reprendre' }));
		expect(value(await app().call('assignments.withdraw-submission', as('lea'), { assignmentId: id }))).toEqual({ withdrawn: true });
		expect(value(await app().call('assignments.show', as('lea'), { id })).handedIn).toBe(null);
		expect(value(await handIn((await begin(id)).id, { body: 'Mieux' })).state).toBe('handed-in');
	});

	test('what was not asked for is refused beside its field, and nothing is lost', async () => {
		const id = await give({ expects: ['text'] });
		const { id: draft } = await begin(id);
		const file = await here.give('lea', 'photo.txt', noise(10));
		expect(await handIn(draft, { files: [file] })).toMatchObject({ ok: false, status: 422, fields: { files: expect.any(String) } });
		const { id: files } = await begin(await give({ expects: ['file'], mostFiles: 2 }));
		const [empty, ...more] = [await here.give('lea', 'vide.txt', noise(0)), await here.give('lea', 'b.txt', noise(1)), await here.give('lea', 'c.txt', noise(1))];
		expect(await handIn(files, { files: [empty] })).toMatchObject({ ok: false, fields: { files: expect.stringContaining('vide.txt') as string } });
		expect(await handIn(files, { files: [empty, ...more] })).toMatchObject({ ok: false, fields: { files: expect.stringContaining('2 au plus') as string } });
		expect(await handIn(draft, {})).toMatchObject({ ok: false, code: 'nothing-to-hand-in' });
		const foreign = await here.give('zoe', 'a-zoe.txt', noise(10));
		expect((await handIn(draft, { files: [foreign] })).ok).toBe(false);
		expect((await handIn(draft, { body: 'Bien' })).ok).toBe(true);
	});
});

describe('who may', () => {
	test('work that is not open yet, of another class or in draft is nowhere, for pupil and family alike', async () => {
		const later = await give({ opensAt: '2026-11-25T15:00:00Z' });
		const other = await give();
		for (const [name, id] of [
			['lea', later],
			['sophie', later],
			['tom', other],
			['zoe', other],
			['lea', randomUUID()]
		] as const) {
			const pupilId = name === 'sophie' ? here.world.people.lea : undefined;
			expect(await app().call('assignments.show', as(name), { id, pupilId })).toMatchObject({ ok: false, status: 404 });
			if (name !== 'sophie') expect(await app().call('assignments.begin-submission', as(name), { assignmentId: id })).toMatchObject({ ok: false, status: 404 });
		}
		here.setNow(at('15:00:00'));
		expect((await app().call('assignments.show', as('lea'), { id: later })).ok).toBe(true);
		expect((await app().call('assignments.show', as('sophie'), { id: later, pupilId: here.world.people.lea })).ok).toBe(true);
	});

	test('a pupil sees nothing of another’s: neither list, nor work, nor receipt', async () => {
		const id = await give();
		const done = value(await handIn((await begin(id)).id, { body: 'À moi' }));
		for (const other of ['tom', 'zoe', 'marc', 'petit', 'principalA'] as const) {
			expect(await app().call('assignments.receipt', as(other), { submissionId: done.submissionId })).toMatchObject({ ok: false, status: 404 });
			expect((await app().call('assignments.to-do', as(other), { pupilId: here.world.people.lea })).ok).toBe(false);
		}
		for (const own of ['lea', 'sophie', 'durand'] as const) expect((await app().call('assignments.receipt', as(own), { submissionId: done.submissionId })).ok).toBe(true);
	});

	test('who changes class keeps what he handed in, and loses what he did not', async () => {
		const [kept, lost] = [await give(), await give()];
		value(await handIn((await begin(kept)).id, { body: 'Fait' }));
		await here.admin.query('delete from directory.membership where group_id = $1 and person_id = $2', [here.world.classA, here.world.people.lea]);
		expect((await app().call('assignments.show', as('lea'), { id: kept })).ok).toBe(true);
		expect(await app().call('assignments.show', as('lea'), { id: lost })).toMatchObject({ ok: false, status: 404 });
		await here.admin.query(`insert into directory.membership (group_id, person_id, school_id, role) values ($1, $2, $3, 'pupil')`, [
			here.world.classA,
			here.world.people.lea,
			here.world.schoolA
		]);
	});
});

describe('a receipt', () => {
	test('is verified by number and code or by its text, by anybody who holds it; a guess or a change is not', async () => {
		const id = await give();
		const done = value(await handIn((await begin(id)).id, { body: 'Prouvé' }));
		if (done.state !== 'handed-in') throw new Error(done.state);
		const { number, statement, signature } = done.receipt;
		const visitor = { kind: 'visitor', locale: 'fr' } as const;
		const check = (input: object) => app().call('assignments.verify-receipt', visitor, input);
		const found = value(await check({ by: 'number', number, code: signature.slice(0, 12) }));
		expect(found).toMatchObject({ genuine: true, state: 'handed-in' });
		// No more of the pupil than his initials.
		expect(JSON.stringify(found)).not.toMatch(/Léa|Martin/);
		expect(JSON.stringify(found)).toContain('L. M.');
		expect(value(await check({ by: 'statement', statement, signature }))).toMatchObject({ genuine: true });
		expect(value(await check({ by: 'statement', statement: statement.replace('non', 'oui'), signature }))).toEqual({ genuine: false });
		expect(value(await check({ by: 'number', number, code: 'xxxxxxxxxxxx' }))).toEqual({ genuine: false });
		expect(await check({ by: 'number', number: number.replace(/\d{2}$/, '00'), code: signature.slice(0, 12) })).toMatchObject({ ok: false, status: 422 });
	});
});
