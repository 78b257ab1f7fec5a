import { beforeEach, describe, expect, it } from 'vitest';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { importAaf, refreshSearchEverywhere, undoImport } from './index.ts';
import { guardian, linkTo, pupil, school, staff, writeExport, type Request } from './testing/export.ts';
import { emptyDirectory, find, mustFind, wholeDirectory } from './testing/look.ts';

const test = useTestApp();
beforeEach(() => emptyDirectory(test.admin));

const run = (requests: readonly Request[]) => importAaf(test.app.database, { path: writeExport(requests), maxDepartures: 100 });

const there = (requests: readonly Request[]): readonly Request[] => [school('1'), school('2'), ...requests];
const LEA = pupil('10', 'Léa', 'Martin', { ENTElevePersRelEleve: linkTo('20') });
const TOM = pupil('11', 'Tom', 'Petit', { ENTPersonStructRattach: '2', ENTEleveClasses: '2$5A', ENTElevePersRelEleve: linkTo('21') });
const BASE = there([LEA, TOM, guardian('20', 'Sophie', 'Martin'), guardian('21', 'Marc', 'Petit'), staff('30', 'Hélène', 'Durand')]);

/** Nobody can be put into a class of this school, as if the disk had filled up just then. */
async function whileSchoolFails(key: string, work: () => Promise<void>): Promise<void> {
	const { rows } = await test.admin.query<{ school_id: string }>('select school_id from directory.source_structure where key = $1', [key]);
	await test.admin.query(`create function directory.fail() returns trigger language plpgsql as $$ begin raise 'no space left'; end $$`);
	await test.admin.query(
		`create trigger fail before insert on directory.membership for each row when (new.school_id = '${rows[0]?.school_id ?? ''}') execute function directory.fail()`
	);
	try {
		await work();
	} finally {
		await test.admin.query('drop function directory.fail cascade');
	}
}

describe('a run that stops half-way', () => {
	it('leaves each school whole or untouched; the next run does the rest, and both can be undone', async () => {
		await run([school('1'), school('2')]);
		const before = await wholeDirectory(test.admin);
		await whileSchoolFails('2', async () => {
			await expect(run(BASE)).rejects.toThrow('no space left');
		});
		expect(await find(test.admin, 'pupil', '10')).toMatchObject({ login: 'lea.martin', roles: ['pupil@1'], groups: ['pupil@1/5B'], guardians: ['20'] });
		expect(await find(test.admin, 'guardian', '20')).toMatchObject({ roles: ['guardian@1'] });
		expect(await find(test.admin, 'pupil', '11')).toBeNull();
		expect(await find(test.admin, 'guardian', '21')).toBeNull();
		const { rows } = await test.admin.query<{ id: number; status: string }>('select id, status from directory.import_run order by id desc limit 1');
		expect(rows[0]?.status).toBe('failed');

		const { summary } = await run(BASE);
		expect(summary.pupils).toMatchObject({ created: 1, unchanged: 1 });
		expect(await find(test.admin, 'pupil', '11')).toMatchObject({ roles: ['pupil@2'], groups: ['pupil@2/5A'], guardians: ['21'] });

		await undoImport(test.app.database, summary.run ?? 0);
		expect(await find(test.admin, 'pupil', '11')).toBeNull();
		await undoImport(test.app.database, Number(rows[0]?.id));
		expect(await wholeDirectory(test.admin)).toEqual(before);
	});
});

describe('search', () => {
	it('is as if made anew after arrivals, moves, changes, departures and undoing', async () => {
		const search = async () => (await wholeDirectory(test.admin)).search_entry;
		const expectUpToDate = async () => {
			const found = await search();
			await refreshSearchEverywhere(test.app.database);
			expect(found).toEqual(await search());
			return found ?? [];
		};
		await run(BASE);
		const arrived = await expectUpToDate();
		expect(arrived).toHaveLength(5);
		expect(arrived.find((row) => row.includes(' sophie martin '))).toContain('"class_label": "5e B"');
		const { summary } = await run(
			there([
				pupil('10', 'Léa', 'Martin', { ENTPersonStructRattach: '2', ENTEleveClasses: '2$5A', ENTElevePersRelEleve: linkTo('20') }),
				guardian('20', 'Sophie', 'Martin-Roy'),
				staff('30', 'Hélène', 'Durand', { ENTAuxEnsClassesMatieres: ['1$5A$061300', '1$5B$061300'] }),
				pupil('12', 'Inès', 'Traoré')
			])
		);
		const changed = await expectUpToDate();
		expect(changed.find((row) => row.includes('durand'))).toContain('"class_label": "5e A, 5e B"');
		expect(changed.some((row) => row.includes('petit'))).toBe(false);
		const sophie = await mustFind(test.admin, 'guardian', '20');
		expect(changed.filter((row) => row.includes(sophie.id)).map((row) => row.includes('martin roy'))).toEqual([true]);
		await undoImport(test.app.database, summary.run ?? 0);
		expect(await search()).toEqual(arrived);
	});
});
