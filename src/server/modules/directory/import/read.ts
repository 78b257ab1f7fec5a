/** Read a whole delivery: people go to the staging table as they pass, the few other records stay in memory. */
import type pg from 'pg';
import { PreauError } from '#platform/failure';
import type { Delivery, DeliveredFile } from './delivery.ts';
import { SEPARATOR } from './attributes.ts';
import { readAafFile, type AafRecord } from './reader.ts';
import { readPeople, type PeopleRead } from './people.ts';
import { openReadingPool, WORTH_THREADS } from './reading-pool.ts';
import { levelIn, levelOf, type PersonKind } from './staged.ts';
import { stagingWriter } from './staging.ts';

export interface Rejected {
	file: string;
	id: string;
	/** In French. */
	reason: string;
}

export interface StructureRecord {
	source: string;
	key: string;
	uai: string | null;
	name: string | null;
	kind: string | null;
	academy: string | null;
	street: string | null;
	postal_code: string | null;
	city: string | null;
	phone: string | null;
	email: string | null;
	deleted: boolean;
	/** Null when the record does not speak of them, or leaves them blank. */
	classes: GroupLine[] | null;
	groups: GroupLine[] | null;
}

export interface GroupLine {
	code: string;
	label: string;
	level: string | null;
}

/** What a delivery holds beside people, and what was seen on the way. */
export interface ReadDelivery {
	mode: Delivery['mode'];
	files: { name: string; records: number }[];
	structures: StructureRecord[];
	subjects: { code: string; label: string }[];
	mefs: { code: string; label: string; level: string | null }[];
	rejected: Rejected[];
	unknownAttributes: number;
	/** Kinds of people each académie's complete files cover. */
	covered: { source: string; kind: PersonKind }[];
}

const KINDS: Partial<Record<DeliveredFile['type'], PersonKind>> = { Eleve: 'pupil', PersRelEleve: 'guardian', PersEducNat: 'staff' };
/** Beyond, the rest is counted only: a report is for reading. */
export const MOST_REJECTED = 1_000;

export async function readDelivery(client: pg.PoolClient, delivery: Delivery): Promise<ReadDelivery> {
	const read: ReadDelivery = { mode: delivery.mode, files: [], structures: [], subjects: [], mefs: [], rejected: [], unknownAttributes: 0, covered: [] };
	const structures = new Map<string, StructureRecord>();
	const writer = stagingWriter(client);
	const send = (batch: Buffer) => writer.send(batch);
	const readOne = async (file: DeliveredFile, chunks: AsyncIterable<Buffer>) => {
		const kind = KINDS[file.type];
		await guarded(file, async () => {
			if (kind !== undefined) return took(read, file, await readPeople({ ...file, kind }, chunks, send));
			const onRecord = (record: AafRecord) => {
				if (file.type === 'EtabEducNat') structure(record, file, structures, read);
				else reference(record, file, read);
			};
			took(read, file, { ...(await readAafFile(chunks, onRecord, () => undefined)), nameless: [] });
		});
	};
	try {
		if (delivery.locate === null || delivery.bytes < WORTH_THREADS) await delivery.each(() => true, readOne);
		else {
			await delivery.each((file) => KINDS[file.type] === undefined, readOne);
			await readInThreads(read, delivery, delivery.locate, send);
		}
		await writer.end();
	} catch (error) {
		await writer.abort().catch(() => undefined);
		throw error;
	}
	read.rejected.sort((a, b) => a.file.localeCompare(b.file, 'en'));
	read.structures = [...structures.values()];
	read.covered = [
		...new Set(
			delivery.files.flatMap((file) => {
				const kind = KINDS[file.type];
				return kind !== undefined && file.mode === 'complete' ? [`${kind} ${file.source}`] : [];
			})
		)
	].map((text) => ({ kind: text.slice(0, text.indexOf(' ')) as PersonKind, source: text.slice(text.indexOf(' ') + 1) }));
	return read;
}

/** Every file of people, the largest kind first, as many at once as there are threads. */
async function readInThreads(read: ReadDelivery, delivery: Delivery, locate: (file: DeliveredFile) => string, send: (batch: Buffer) => Promise<void>): Promise<void> {
	const pool = openReadingPool(send);
	try {
		const waiting = delivery.files.filter((file) => KINDS[file.type] !== undefined);
		const reader = async () => {
			for (let file = waiting.shift(); file; file = waiting.shift()) {
				const { kind, current } = { kind: KINDS[file.type] ?? 'pupil', current: file };
				await guarded(current, async () => {
					took(read, current, await pool.read(locate(current), { source: current.source, rank: current.rank, kind }));
				});
			}
		};
		await Promise.all(Array.from({ length: pool.size }, reader));
	} finally {
		await pool.close();
	}
}

function took(read: ReadDelivery, file: DeliveredFile, result: PeopleRead): void {
	read.files.push({ name: file.name, records: result.records });
	read.unknownAttributes += result.unknownAttributes;
	for (const id of result.nameless) reject(read, file, id, 'identifiant manquant');
}

/** One file that cannot be read stops the run. */
async function guarded(file: DeliveredFile, work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		if (error instanceof PreauError) throw error;
		throw new PreauError(`Le fichier ${file.name} est mal formé ou incomplet (${sentenceOf(error)}).`, "Rien n'a été modifié ; redemandez l'export.");
	}
}

function sentenceOf(error: unknown): string {
	return (error as Error).message.replace(/\s+/g, ' ').slice(0, 160);
}

export function reject(read: Pick<ReadDelivery, 'rejected'>, file: { name: string }, id: string, reason: string): void {
	if (read.rejected.length < MOST_REJECTED) read.rejected.push({ file: file.name, id, reason });
}

function groupLines(values: string[] | undefined): GroupLine[] | null {
	if (values === undefined || values.length === 0) return null;
	return values.flatMap((value) => {
		const [code = '', label = ''] = value.split('$').map((part) => part.trim());
		return code === '' ? [] : [{ code, label: label || code, level: levelIn(label || code) ?? levelIn(code) }];
	});
}

function structure(record: AafRecord, file: DeliveredFile, structures: Map<string, StructureRecord>, read: ReadDelivery): void {
	const key = record.one('ENTStructureJointure') ?? record.id;
	if (key === '') return reject(read, file, record.id, 'identifiant manquant');
	if (record.broken !== null) return reject(read, file, key, record.broken);
	const uai = record.one('ENTStructureUAI')?.toUpperCase() ?? null;
	if (uai !== null && !/^\d{7}[A-Z]$/.test(uai)) return reject(read, file, key, `UAI illisible : ${uai.slice(0, 20)}`);
	const id = `${file.source}${SEPARATOR}${key}`;
	const before = structures.get(id);
	const name =
		record
			.one('ENTStructureNomCourant')
			?.split('$')
			.map((part) => part.trim())
			.find(Boolean) ?? null;
	const fresh: StructureRecord = {
		source: file.source,
		key,
		uai,
		name,
		kind: record.one('ENTStructureTypeStruct'),
		academy: record.one('ENTServAcAcademie'),
		street: record.one('street')?.split('$').join('\n') ?? null,
		postal_code: record.one('postalCode'),
		city: record.one('l'),
		phone: record.one('telephoneNumber'),
		email: record.one('ENTStructureMailSI'),
		deleted: record.operation === 'delete',
		classes: groupLines(record.all('ENTStructureClasses')),
		groups: groupLines(record.all('ENTStructureGroupes'))
	};
	// A second record of one school in a delivery completes the first.
	const kept = Object.entries(fresh).filter(([, value]) => value !== null);
	structures.set(id, before && record.operation === 'modify' ? { ...before, ...Object.fromEntries(kept) } : fresh);
}

function reference(record: AafRecord, file: DeliveredFile, read: ReadDelivery): void {
	if (record.operation === 'delete') return;
	const isSubject = file.type === 'MatiereEducNat';
	const code = record.one(isSubject ? 'ENTMatJointure' : 'ENTMefJointure') ?? record.id;
	const label = record.one(isSubject ? 'ENTLibelleMatiere' : 'ENTLibelleMef');
	if (code === '') return reject(read, file, record.id, 'identifiant manquant');
	if (record.broken !== null) return reject(read, file, code, record.broken);
	if (label === null) return reject(read, file, code, 'libellé manquant');
	if (isSubject) read.subjects.push({ code, label });
	else read.mefs.push({ code, label, level: levelOf(code, label) });
}
