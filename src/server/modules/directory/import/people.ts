/** A file of people → rows of the staging table, in batches of COPY text. */
import { readAafFile, type AafRecord } from './reader.ts';
import { stagedRow, type PersonKind, type StagedRow } from './staged.ts';

export interface PeopleFile {
	source: string;
	rank: number;
	kind: PersonKind;
}

export interface PeopleRead {
	records: number;
	unknownAttributes: number;
	/** Identifiers of records that have no key to be staged under. */
	nameless: string[];
}

/** Rows are numbered so that those of a later file come later, whatever the order they are read in. */
const PER_FILE = 10_000_000;
/** Characters gathered before they are sent. */
const BATCH = 256 * 1024;

function cell(value: StagedRow[number]): string {
	if (value === null) return '\\N';
	if (typeof value === 'string') {
		return /[\\\t\n\r]/.test(value) ? value.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r') : value;
	}
	return typeof value === 'boolean' ? (value ? 't' : 'f') : String(value);
}

function copyLine(row: StagedRow): string {
	let line = '';
	for (let i = 0; i < row.length; i++) line += (i === 0 ? '' : '\t') + cell(row[i] ?? null);
	return line + '\n';
}

/** Read one file; `send` may hold the reader back by the promise it gives. */
export async function readPeople(file: PeopleFile, chunks: AsyncIterable<Buffer>, send: (batch: Buffer) => Promise<void>): Promise<PeopleRead> {
	const nameless: string[] = [];
	let seq = file.rank * PER_FILE;
	let waiting = '';
	const flush = (): Promise<void> => {
		const batch = Buffer.from(waiting);
		waiting = '';
		return send(batch);
	};
	const onRecord = (record: AafRecord) => {
		if ((record.one('ENTPersonJointure') ?? record.id) === '') nameless.push(record.id);
		else waiting += copyLine(stagedRow(record, seq++, file.rank, file.source, file.kind));
	};
	const { records, unknownAttributes } = await readAafFile(chunks, onRecord, () => (waiting.length < BATCH ? undefined : flush()));
	if (waiting !== '') await flush();
	return { records, unknownAttributes, nameless };
}
