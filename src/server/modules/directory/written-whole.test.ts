import { beforeEach, describe, expect, it } from 'vitest';
import { useTestApp } from '../../../../tests/support/database.ts';
import { importAaf } from './import/index.ts';
import { guardian, linkTo, pupil, school, writeExport } from './import/testing/export.ts';
import { emptyDirectory, mustFind } from './import/testing/look.ts';

const test = useTestApp();
beforeEach(async () => {
	await emptyDirectory(test.admin);
	await importAaf(test.app.database, {
		path: writeExport([
			school('1'),
			pupil('10', 'Léa', 'Martin', { ENTElevePersRelEleve: linkTo('20') }),
			pupil('11', 'Tom', 'Petit', { ENTElevePersRelEleve: linkTo('20') }),
			guardian('20', 'Sophie', 'Martin')
		]),
		maxDepartures: 100
	});
});

const NAMING = { role: ['person_id'], membership: ['person_id'], guardianship: ['pupil_id', 'guardian_id'], search_entry: ['person_id'] };

/** Rows by table that name `id`. */
async function naming(id: string): Promise<Record<string, number>> {
	const counts: Record<string, number> = {};
	for (const [table, columns] of Object.entries(NAMING)) {
		const { rows } = await test.admin.query<{ count: number }>(`select count(*)::int as count from directory.${table} where $1 in (${columns.join(', ')})`, [id]);
		counts[table] = rows[0]?.count ?? -1;
	}
	return counts;
}

describe('who is deleted', () => {
	it('takes along roles, classes, family links and search entries, and nothing of anybody else', async () => {
		const { id } = await mustFind(test.admin, 'pupil', '10');
		const sophie = await mustFind(test.admin, 'guardian', '20');
		expect(await naming(id)).toEqual({ role: 1, membership: 1, guardianship: 1, search_entry: 1 });
		await test.admin.query('delete from directory.person where id = $1', [id]);
		expect(await naming(id)).toEqual({ role: 0, membership: 0, guardianship: 0, search_entry: 0 });
		expect(await naming(sophie.id)).toEqual({ role: 1, membership: 0, guardianship: 1, search_entry: 1 });
		await test.admin.query('delete from directory.person where id = $1', [sophie.id]);
		expect(await naming(sophie.id)).toEqual({ role: 0, membership: 0, guardianship: 0, search_entry: 0 });
		expect(await mustFind(test.admin, 'pupil', '11')).toMatchObject({ roles: ['pupil@1'], groups: ['pupil@1/5B'] });
	});

	it('is no longer put into a class meanwhile: whoever would add him waits for the end', async () => {
		const { id } = await mustFind(test.admin, 'pupil', '10');
		const [deleting, adding] = [await test.admin.connect(), await test.admin.connect()];
		try {
			await deleting.query('begin');
			await deleting.query('delete from directory.person where id = $1', [id]);
			await adding.query(`set lock_timeout = '50ms'`);
			const add = `insert into directory.membership (group_id, person_id, school_id, role) select id, '${id}', school_id, 'member' from directory.groups limit 1`;
			await expect(adding.query(add)).rejects.toMatchObject({ code: '55P03' });
			await deleting.query('rollback');
			await adding.query(add);
		} finally {
			await adding.query('reset lock_timeout');
			deleting.release();
			adding.release();
		}
	});
});

describe('a group that is deleted', () => {
	it('leaves nobody in it', async () => {
		const { rows } = await test.admin.query<{ id: string }>(`delete from directory.groups where code = '5B' returning id`);
		expect((await test.admin.query('select from directory.membership where group_id = $1', [rows[0]?.id])).rowCount).toBe(0);
		expect(await mustFind(test.admin, 'pupil', '10')).toMatchObject({ roles: ['pupil@1'], groups: [] });
	});
});

describe('a folded name', () => {
	it.each([
		['Élodie  N’Diaye-Lefèvre', 'elodie n diaye lefevre'],
		['  ŒUVRARD,\tJean ', 'oeuvrard jean'],
		['lea.martin@ent.fr', 'lea.martin@ent.fr'],
		['5e B / 5EME B', '5e b 5eme b'],
		['—', ''],
		['Ольга 3', '3']
	])('« %s » → « %s »', async (name, folded) => {
		expect((await test.admin.query('select core.fold($1) as folded', [name])).rows).toEqual([{ folded }]);
	});
});
