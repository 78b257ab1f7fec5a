import { beforeAll, expect, test } from 'vitest';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { createWorld, type Name, type World } from '../../../../../tests/support/world.ts';
import { refreshSearch } from '../rules/refresh.ts';

const test_ = useTestApp();
let world: World;
beforeAll(async () => {
	world = await createWorld(test_);
	await test_.app.database.system((db) => refreshSearch(db, [world.schoolA, world.schoolB]));
});
const call = (name: Parameters<typeof test_.app.call>[0], who: Name, input: unknown) => test_.app.callAny(name, world.actor(who), input);

async function make(who: Name, label: string): Promise<string> {
	const made = await test_.app.call('directory.create-group', world.actor(who), { school: world.schoolA, label });
	if (!made.ok) throw new Error(made.code);
	return made.value.id;
}

test('a teacher makes a group, fills it, empties it, renames and closes it', async () => {
	const id = await make('durand', 'Club théâtre');
	expect(await call('directory.add-members', 'durand', { id, people: [world.people.lea, world.people.tom, world.people.petit] })).toEqual({ ok: true, value: { added: 3 } });
	expect(await call('directory.add-members', 'durand', { id, people: world.people.lea })).toEqual({ ok: true, value: { added: 0 } });
	expect(await call('directory.group', 'durand', { id })).toMatchObject({
		ok: true,
		value: { label: 'Club théâtre', mayChange: true, pupils: [{ name: 'Léa Martin', classLabel: '5e B' }, { name: 'Tom Petit' }] }
	});
	// A member sees the group, and its keeper.
	expect(await call('directory.group', 'tom', { id })).toMatchObject({ ok: true, value: { pupilCount: 2, mayChange: false } });
	expect((await call('directory.remove-member', 'durand', { id, person: world.people.tom })).ok).toBe(true);
	expect(await call('directory.group', 'tom', { id })).toMatchObject({ ok: false, status: 404 });
	expect((await call('directory.rename-group', 'principalA', { id, label: 'Théâtre' })).ok).toBe(true);
	expect((await call('directory.close-group', 'durand', { id })).ok).toBe(true);
	expect(await call('directory.add-members', 'durand', { id, people: [world.people.tom] })).toMatchObject({ ok: false, status: 404 });
	const { rows } = await test_.admin.query(`select command from core.audit where subject_id = $1 order by at`, [id]);
	expect(rows.map((row: { command: string }) => row.command)).toEqual([
		'directory.create-group',
		'directory.add-members',
		'directory.add-members',
		'directory.remove-member',
		'directory.rename-group',
		'directory.close-group'
	]);
});

test('a pupil of the club reaches the teacher who runs it, and not the other pupils', async () => {
	const id = await make('durand', 'Échecs');
	await call('directory.add-members', 'durand', { id, people: [world.people.lea, world.people.tom] });
	expect(await call('directory.person', 'tom', { id: world.people.durand })).toMatchObject({ ok: true });
	expect(await call('directory.person', 'tom', { id: world.people.lea })).toMatchObject({ ok: false, status: 404 });
	// Once closed it links nobody any more.
	await call('directory.close-group', 'durand', { id });
	expect(await call('directory.person', 'tom', { id: world.people.durand })).toMatchObject({ ok: false, status: 404 });
});

test('a group brings in nobody whom its keeper may not reach', async () => {
	await test_.admin.query(`insert into directory.communication_rule values ($1, 'teacher', 'pupil', 'own', now())`, [world.schoolA]);
	const id = await make('durand', 'Latin');
	expect(await call('directory.add-members', 'durand', { id, people: [world.people.tom] })).toMatchObject({ ok: false, fields: { people: expect.any(String) } });
	expect(await call('directory.add-members', 'durand', { id, people: [world.people.zoe] })).toMatchObject({ ok: false, status: 422 });
	await test_.admin.query('delete from directory.communication_rule');
});

test.each<Name>(['lea', 'sophie', 'petit', 'blanc', 'principalB', 'staffA', 'department', 'operator'])("%s does not touch a teacher's group", async (who) => {
	const id = await make('durand', `Groupe ${who}`);
	for (const [name, input] of [
		['rename-group', { id, label: 'Pris' }],
		['add-members', { id, people: [world.people.petit] }],
		['close-group', { id }]
	] as const) {
		const answer = await call(`directory.${name}`, who, input);
		expect(answer.ok).toBe(false);
	}
});

test('row level security alone refuses what the policies refuse', async () => {
	const id = await make('durand', 'Mur');
	const attempt = (who: Name, statement: string, values: string[]) =>
		test_.app.database.transaction({ role: 'actor', actor: world.actor(who), readOnly: false, keep: () => false }, async (db) => {
			const { CompiledQuery } = await import('kysely');
			return db.executeQuery(CompiledQuery.raw(statement, values));
		});
	await expect(
		attempt('petit', `insert into directory.membership (group_id, person_id, school_id, role, source) values ($1, $2, $3, 'pupil', 'manual')`, [
			id,
			world.people.tom,
			world.schoolA
		])
	).rejects.toThrow(/row-level security/);
	await expect(
		attempt('durand', `insert into directory.membership (group_id, person_id, school_id, role, source) values ($1, $2, $3, 'pupil', 'manual')`, [
			world.classA,
			world.people.tom,
			world.schoolA
		])
	).rejects.toThrow(/row-level security/);
	await expect(attempt('durand', `insert into directory.communication_rule values ($1, 'pupil', 'pupil', 'school', now())`, [world.schoolA])).rejects.toThrow(/row-level security/);
	expect((await attempt('petit', `update directory.groups set label = 'x' where id = $1`, [id])).numAffectedRows).toBe(0n);
	expect((await attempt('durand', `update directory.groups set label = 'x' where id = $1`, [world.classA])).numAffectedRows).toBe(0n);
});
