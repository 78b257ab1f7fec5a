/**
 * What the académie delivered: a folder, a zip or a tar.gz, one académie or several (a sub-folder each).
 * Nothing is unpacked on disk.
 */
import { createReadStream, statSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';
import yauzl from 'yauzl';
import { PreauError } from '#platform/failure';

/** In the order a run reads them. */
export const TYPES = ['EtabEducNat', 'MatiereEducNat', 'MefEducNat', 'Eleve', 'PersRelEleve', 'PersEducNat'] as const;
export type FileType = (typeof TYPES)[number];

export interface DeliveredFile {
	/** Path inside the delivery, `/` between folders. */
	path: string;
	name: string;
	/** Which académie: the sub-folder when there are several, else ''. */
	source: string;
	mode: 'complete' | 'delta';
	/** yyyymmdd */
	date: string;
	type: FileType;
	/** Place in the order of the run: later records win. */
	rank: number;
}

export interface Delivery {
	files: readonly DeliveredFile[];
	mode: 'complete' | 'delta';
	/** Give every wanted file to `visit`, one at a time, in the order the archive holds them. */
	each(wanted: (file: DeliveredFile) => boolean, visit: (file: DeliveredFile, chunks: AsyncIterable<Buffer>) => Promise<void>): Promise<void>;
	/** Where a file lies on disk; null in an archive. */
	locate: ((file: DeliveredFile) => string) | null;
	/** Size of the files on disk, 0 in an archive. */
	bytes: number;
}

const PATTERN = /_(Complet|Delta)_(\d{8})_(EtabEducNat|Eleve|PersRelEleve|PersEducNat|MatiereEducNat|MefEducNat)_(\d{4})\.xml$/;
const CHUNK = 256 * 1024;

type Visit = (path: string, chunks: AsyncIterable<Buffer>) => Promise<void>;
interface Container {
	/** The folder, or null for an archive. */
	root: string | null;
	paths(): Promise<string[]>;
	each(wanted: ReadonlySet<string>, visit: Visit): Promise<void>;
}

/** Open a delivery. `knownSources` are the académies the directory already tells apart. */
export async function openDelivery(path: string, knownSources: readonly string[] = []): Promise<Delivery> {
	const container = await containerAt(path);
	const files = choose(await container.paths(), knownSources);
	if (files.length === 0) {
		throw new PreauError(`Aucun fichier de l'annuaire académique dans ${path}.`, 'Leurs noms ressemblent à ENT_…_Complet_20261123_Eleve_0000.xml.');
	}
	const byPath = new Map(files.map((file) => [file.path, file]));
	return {
		files,
		mode: files.some((file) => file.mode === 'complete') ? 'complete' : 'delta',
		each: (wanted, visit) =>
			container.each(new Set(files.filter(wanted).map((file) => file.path)), async (inside, chunks) => {
				const file = byPath.get(inside);
				if (file) await visit(file, chunks);
			}),
		locate: container.root === null ? null : (file) => join(container.root ?? '', ...file.path.split('/')),
		bytes: container.root === null ? 0 : files.reduce((sum, file) => sum + statSync(join(container.root ?? '', ...file.path.split('/'))).size, 0)
	};
}

/**
 * Keep what counts and put it in order. Of several complete exports the last of each type counts; of the
 * increments, those that are not older than it.
 */
function choose(paths: readonly string[], knownSources: readonly string[]): DeliveredFile[] {
	const found = paths.flatMap((path) => {
		const parts = path.split('/');
		const name = parts.pop() ?? '';
		const match = PATTERN.exec(name);
		if (!match) return [];
		const [, mode, date = '', type] = match;
		return [{ path, name, folder: parts.at(-1) ?? '', mode: mode === 'Complet' ? ('complete' as const) : ('delta' as const), date, type: type as FileType }];
	});
	const folders = new Set(found.map((file) => file.folder));
	const last = new Map<string, string>();
	for (const file of found) {
		const series = `${file.folder}/${file.type}`;
		if (file.mode === 'complete' && file.date > (last.get(series) ?? '')) last.set(series, file.date);
	}
	return found
		.filter((file) => {
			const date = last.get(`${file.folder}/${file.type}`) ?? '';
			return file.mode === 'complete' ? file.date === date : file.date >= date;
		})
		.sort((a, b) => order(a).localeCompare(order(b), 'en'))
		.map(({ folder, ...file }, rank) => ({ ...file, rank, source: folders.size > 1 || knownSources.includes(folder) ? folder : '' }));
}

function order(file: { mode: string; date: string; type: FileType; name: string; path: string }): string {
	// A complete export first, then increments day by day; « complete » sorts before « delta ».
	return [file.mode, file.mode === 'delta' ? file.date : '', TYPES.indexOf(file.type), file.name, file.path].join('\u0001');
}

async function containerAt(path: string): Promise<Container> {
	const stat = statSync(path, { throwIfNoEntry: false });
	if (!stat) throw new PreauError(`${path} n'existe pas.`);
	if (stat.isDirectory()) return folder(path);
	const magic = Buffer.alloc(2);
	const file = await open(path);
	await file.read(magic, 0, 2, 0);
	await file.close();
	if (magic.toString('latin1') === 'PK') return zip(path);
	if (magic[0] === 0x1f && magic[1] === 0x8b) return tarGz(path);
	throw new PreauError(`${path} n'est ni un dossier, ni un zip, ni un tar.gz.`);
}

function folder(root: string): Container {
	return {
		root,
		async paths() {
			const entries = await readdir(root, { recursive: true, withFileTypes: true });
			return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length).split(sep).filter(Boolean).join('/'));
		},
		async each(wanted, visit) {
			for (const path of wanted) await visit(path, createReadStream(join(root, ...path.split('/')), { highWaterMark: CHUNK }) as AsyncIterable<Buffer>);
		}
	};
}

const openZip = promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open);

function zip(path: string): Container {
	async function walk(onEntry: (entry: yauzl.Entry, file: yauzl.ZipFile) => Promise<void>): Promise<void> {
		const file = await openZip(path, { lazyEntries: true, autoClose: false }).catch((error: unknown) => {
			throw damaged(path, error);
		});
		try {
			await new Promise<void>((resolve, reject) => {
				file.on('entry', (entry: yauzl.Entry) => {
					onEntry(entry, file).then(() => {
						file.readEntry();
					}, reject);
				});
				file.once('end', resolve);
				file.once('error', (error: unknown) => {
					reject(damaged(path, error));
				});
				file.readEntry();
			});
		} finally {
			file.close();
		}
	}
	return {
		root: null,
		async paths() {
			const names: string[] = [];
			await walk((entry) => {
				names.push(entry.fileName);
				return Promise.resolve();
			});
			return names;
		},
		each: (wanted, visit) =>
			walk(async (entry, file) => {
				if (!wanted.has(entry.fileName)) return;
				const stream = await promisify((done: (error: Error | null, stream: NodeJS.ReadableStream) => void) => {
					file.openReadStream(entry, done);
				})();
				await visit(entry.fileName, stream as AsyncIterable<Buffer>);
			})
	};
}

function tarGz(path: string): Container {
	async function walk(onEntry: (name: string, chunks: AsyncIterable<Buffer>) => Promise<boolean>): Promise<void> {
		const extract = tar.extract();
		const input = createReadStream(path, { highWaterMark: CHUNK });
		const unzip = createGunzip({ chunkSize: CHUNK });
		input.on('error', (error) => {
			unzip.destroy(error);
		});
		unzip.on('error', (error) => {
			extract.destroy(error);
		});
		input.pipe(unzip).pipe(extract);
		try {
			for await (const entry of extract) {
				const read = entry.header.type === 'file' && (await onEntry(entry.header.name.replace(/^\.\//, ''), entry as unknown as AsyncIterable<Buffer>));
				if (!read) entry.resume();
			}
		} catch (error) {
			if (error instanceof PreauError) throw error;
			throw damaged(path, error);
		} finally {
			input.destroy();
			unzip.destroy();
		}
	}
	return {
		root: null,
		async paths() {
			const names: string[] = [];
			await walk((name) => {
				names.push(name);
				return Promise.resolve(false);
			});
			return names;
		},
		each: (wanted, visit) =>
			walk(async (name, chunks) => {
				if (!wanted.has(name)) return false;
				await visit(name, chunks);
				return true;
			})
	};
}

function damaged(path: string, error: unknown): PreauError {
	return new PreauError(`L'archive ${path} est abîmée ou incomplète (${(error as Error).message}).`, "Rien n'a été modifié ; redemandez-la.");
}
