import { beforeAll, expect, test } from 'vitest';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { createWorld, type Name, type World } from '../../../../../tests/support/world.ts';

const test_ = useTestApp();
let world: World;
beforeAll(async () => {
	world = await createWorld(test_);
});
const call = (name: string, who: Name, input: unknown) => test_.app.callAny(name, world.actor(who), input);
const opening = () => ({ school: world.schoolA, from: 'pupil', to: 'pupil', scope: 'own' });

test('the matrix shows what is in force, and the effect before it is applied', async () => {
	const matrix = await test_.app.call('directory.communication', world.actor('principalA'), { school: world.schoolA });
	if (!matrix.ok) throw new Error(matrix.code);
	expect(matrix.value.cells.find((cell) => cell.from === 'pupil' && cell.to === 'teacher')).toMatchObject({ scope: 'own', usual: 'own' });
	expect(matrix.value.cells.every((cell) => cell.choices.includes(cell.scope))).toBe(true);
	expect(await call('directory.communication-effect', 'principalA', opening())).toMatchObject({ ok: true, value: { scope: 'none', after: 'own', writers: 2, targets: 2 } });
});

test('a change holds at once, is written down, and going back leaves no trace in the rules', async () => {
	expect((await call('directory.set-communication', 'principalA', { ...opening(), scope: 'school', was: 'none' })).ok).toBe(true);
	expect((await call('directory.person', 'lea', { id: world.people.tom })).ok).toBe(true);
	expect(await call('directory.set-communication', 'principalA', { ...opening(), was: 'none' })).toMatchObject({ ok: false, status: 409 });
	expect((await call('directory.set-communication', 'principalA', { ...opening(), scope: 'none', was: 'school' })).ok).toBe(true);
	expect((await call('directory.person', 'lea', { id: world.people.tom })).ok).toBe(false);
	expect((await test_.admin.query('select 1 from directory.communication_rule')).rowCount).toBe(0);
	const { rows } = await test_.admin.query(`select details from core.audit where command = 'directory.set-communication' order by id`);
	expect(rows.map((row: { details: unknown }) => row.details)).toEqual([
		{ before: 'none', after: 'school' },
		{ before: 'school', after: 'none' }
	]);
});

test('what is not the school’s to decide stays', async () => {
	expect(await call('directory.set-communication', 'principalA', { ...opening(), from: 'principal', to: 'guardian', scope: 'none' })).toMatchObject({ ok: false, status: 422 });
	expect(await call('directory.set-communication', 'principalA', { ...opening(), from: 'department', to: 'pupil', scope: 'school' })).toMatchObject({ ok: false, status: 404 });
});

test.each<Name>(['lea', 'sophie', 'durand', 'staffA', 'principalB', 'department', 'academy', 'operator'])('%s neither sees nor changes the rules of school A', async (who) => {
	expect((await call('directory.communication', who, { school: world.schoolA })).ok).toBe(false);
	expect((await call('directory.set-communication', who, opening())).ok).toBe(false);
});

test('says why somebody may write to somebody, and why not', async () => {
	const why = (from: Name, to: Name) => call('directory.explain-reach', 'principalA', { school: world.schoolA, from: world.people[from], to: world.people[to] });
	expect(await why('lea', 'durand')).toMatchObject({
		ok: true,
		value: { allowed: true, classes: ['5e B'], reasons: [{ from: 'pupil', to: 'teacher', scope: 'own', opens: true }] }
	});
	expect(await why('sophie', 'durand')).toMatchObject({ ok: true, value: { allowed: true, children: [{ child: 'Léa Martin', classLabel: '5e B' }] } });
	expect(await why('lea', 'petit')).toMatchObject({ ok: true, value: { allowed: false, reasons: [{ scope: 'own', opens: false }] } });
	expect(await why('lea', 'tom')).toMatchObject({ ok: true, value: { allowed: false, reasons: [{ scope: 'none' }] } });
	expect(await why('lea', 'zoe')).toMatchObject({ ok: false, status: 404 });
});
