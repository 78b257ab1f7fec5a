import { createWriteStream, mkdtempSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import tar from 'tar-stream';
import { ZipFile } from 'yazl';
import { beforeEach, describe, expect, it } from 'vitest';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { importAaf } from './index.ts';
import { guardian, linkTo, pupil, school, staff, writeExport, type Request } from './testing/export.ts';
import { emptyDirectory, find, mustFind, wholeDirectory } from './testing/look.ts';

const test = useTestApp();
beforeEach(() => emptyDirectory(test.admin));

const BASE: readonly Request[] = [
	school('1'),
	pupil('10', 'Zoé', "L'Hermitte", { ENTElevePersRelEleve: linkTo('20') }),
	guardian('20', 'Éloïse', 'Cœuré & fils'),
	staff('30', 'Hélène', 'Durand')
];

function temporary(name: string): string {
	return join(mkdtempSync(join(tmpdir(), 'preau-archive-')), name);
}

async function zipOf(folder: string, inside = 'export/'): Promise<string> {
	const path = temporary('export.zip');
	const zip = new ZipFile();
	for (const name of readdirSync(folder)) zip.addFile(join(folder, name), inside + name);
	zip.end();
	await pipeline(zip.outputStream, createWriteStream(path));
	return path;
}

async function tarGzOf(folder: string): Promise<string> {
	const path = temporary('export.tar.gz');
	const pack = tar.pack();
	// In the order of nothing in particular: staff before schools.
	for (const name of readdirSync(folder).reverse()) pack.entry({ name: `./${name}` }, readFileSync(join(folder, name)));
	pack.finalize();
	await pipeline(pack, createGzip(), createWriteStream(path));
	return path;
}

async function expectBase(): Promise<void> {
	expect(await find(test.admin, 'pupil', '10')).toMatchObject({ given_name: 'Zoé', family_name: "L'Hermitte", login: 'zoe.lhermitte', guardians: ['20'], groups: ['pupil@1/5B'] });
	expect(await find(test.admin, 'guardian', '20')).toMatchObject({ given_name: 'Éloïse', family_name: 'Cœuré & fils', login: 'eloise.coeure-fils' });
	expect(await find(test.admin, 'staff', '30')).toMatchObject({ given_name: 'Hélène', groups: ['teacher@1/5B'] });
}

/** The whole run stops, and neither people nor anything else was written. */
async function expectNothingDone(path: string, message: RegExp): Promise<void> {
	const before = await wholeDirectory(test.admin);
	await expect(importAaf(test.app.database, { path, maxDepartures: 100 })).rejects.toThrow(message);
	expect(await wholeDirectory(test.admin)).toEqual(before);
}

describe('what a delivery may look like', () => {
	for (const encoding of ['utf-8', 'iso-8859-15', 'undeclared', 'undeclared-iso-8859-15'] as const) {
		it(`a folder, ${encoding}, with entities and a DTD nobody fetches`, async () => {
			const { summary } = await importAaf(test.app.database, { path: writeExport(BASE, { encoding }) });
			expect(summary.rejected).toEqual([]);
			await expectBase();
		});
	}

	it('characters by their number and text in CDATA are what they stand for', async () => {
		const folder = writeExport(BASE);
		const rewrite = (type: string, from: string, to: string) => {
			const file = join(folder, `ENT_0920001A_Complet_20261123_${type}_0000.xml`);
			const text = readFileSync(file, 'utf8');
			expect(text).toContain(from);
			writeFileSync(file, text.replace(from, to));
		};
		rewrite('Eleve', 'Zoé', 'Zo&#233;');
		rewrite('PersRelEleve', 'Éloïse', '&#xC9;loïse');
		rewrite('PersRelEleve', 'Cœuré &amp; fils', '<![CDATA[Cœuré & fils]]>');
		await importAaf(test.app.database, { path: folder });
		await expectBase();
	});

	it('a zip', async () => {
		await importAaf(test.app.database, { path: await zipOf(writeExport(BASE)) });
		await expectBase();
	});

	it('a tar.gz, whatever the order of its files', async () => {
		await importAaf(test.app.database, { path: await tarGzOf(writeExport(BASE)) });
		await expectBase();
	});

	it('the same delivery as folder, zip and tar.gz changes nothing the second time', async () => {
		const folder = writeExport(BASE);
		await importAaf(test.app.database, { path: folder });
		const before = await wholeDirectory(test.admin);
		await importAaf(test.app.database, { path: await zipOf(folder) });
		await importAaf(test.app.database, { path: await tarGzOf(folder) });
		expect(await wholeDirectory(test.admin)).toEqual(before);
	});

	it('several académies, a sub-folder each, whose keys may meet', async () => {
		const root = mkdtempSync(join(tmpdir(), 'preau-academies-'));
		writeExport(BASE, { folder: join(root, 'versailles') });
		writeExport([school('1', { ENTStructureUAI: '0750001B', ENTStructureNomCourant: 'Collège de Paris' }), pupil('10', 'Adam', 'Autre')], { folder: join(root, 'paris') });
		const { summary } = await importAaf(test.app.database, { path: root });
		expect(summary.structures.created).toBe(2);
		expect(summary.pupils.created).toBe(2);
		const again = await importAaf(test.app.database, { path: root });
		expect(again.summary.pupils.unchanged).toBe(2);
		// One académie alone afterwards: known by the name of its folder.
		const alone = await importAaf(test.app.database, { path: join(root), dryRun: true });
		expect(alone.summary.pupils.suspended).toBe(0);
	});

	it('of two complete exports in one folder the later counts', async () => {
		const folder = writeExport(BASE, { date: '20261122' });
		writeExport([school('1'), staff('30', 'Hélène', 'Durand'), guardian('20', 'Éloïse', 'Cœuré & fils'), pupil('10', 'Zoé', 'Nouveau', { ENTElevePersRelEleve: linkTo('20') })], {
			date: '20261123',
			folder
		});
		await importAaf(test.app.database, { path: folder });
		expect(await find(test.admin, 'pupil', '10')).toMatchObject({ family_name: 'Nouveau' });
	});
});

describe('a delivery that cannot be trusted stops before anything is applied', () => {
	it('a truncated file', async () => {
		await importAaf(test.app.database, { path: writeExport(BASE) });
		const folder = writeExport([school('1'), pupil('11', 'Tom', 'Petit')]);
		const file = join(folder, 'ENT_0920001A_Complet_20261123_Eleve_0000.xml');
		truncateSync(file, readFileSync(file).length - 40);
		await expectNothingDone(folder, /Eleve_0000\.xml est mal formé ou incomplet/);
	});

	it('a malformed file, an undefined entity, another root, an empty file', async () => {
		for (const [text, message] of [
			['<ficAlimMENESR><addRequest></ficAlimMENESR>', /mal formé/],
			['<ficAlimMENESR>&truc;</ficAlimMENESR>', /mal formé/],
			['<html></html>', /racine/],
			['', /mal formé/]
		] as const) {
			const folder = writeExport(BASE);
			writeFileSync(join(folder, 'ENT_0920001A_Complet_20261123_PersEducNat_0000.xml'), text);
			await expectNothingDone(folder, message);
		}
	});

	it('bytes that are not what the file says', async () => {
		const folder = writeExport(BASE);
		const file = join(folder, 'ENT_0920001A_Complet_20261123_Eleve_0000.xml');
		writeFileSync(file, Buffer.from(readFileSync(file, 'utf8').replace('Zoé', 'Zo\u00e9\u00e9'), 'latin1'));
		await expectNothingDone(folder, /UTF-8/);
	});

	it('a truncated zip and a truncated tar.gz', async () => {
		for (const archive of [await zipOf(writeExport(BASE)), await tarGzOf(writeExport(BASE))]) {
			truncateSync(archive, readFileSync(archive).length - 60);
			await expectNothingDone(archive, /abîmée ou incomplète/);
		}
	});

	it('a folder without any file of the directory, a path that does not exist', async () => {
		await expectNothingDone(mkdtempSync(join(tmpdir(), 'preau-empty-')), /Aucun fichier/);
		await expectNothingDone('/nulle/part', /n'existe pas/);
	});

	it('keeps the run, with the reason of its failure', async () => {
		const folder = writeExport(BASE);
		writeFileSync(join(folder, 'ENT_0920001A_Complet_20261123_PersEducNat_0000.xml'), '<ficAlimMENESR>');
		await expectNothingDone(folder, /mal formé/);
		const { rows } = await test.admin.query('select status, reason from directory.import_run order by id desc limit 1');
		expect(rows[0]).toMatchObject({ status: 'failed' });
		// And the next one is not hindered.
		await importAaf(test.app.database, { path: writeExport(BASE) });
		expect((await mustFind(test.admin, 'pupil', '10')).login).toBe('zoe.lhermitte');
	});
});
