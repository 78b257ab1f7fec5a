/** A file as schools have them: `;` or `,` or tabs, UTF-8 or what Excel writes, with or without a mark. */
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { refuseField, type Refusal } from '#kernel/errors';

export const MOST_BYTES = 4 * 1024 * 1024;
const MOST_LINES = 5_000;
const MOST_COLUMNS = 80;
const LONGEST_CELL = 300;

export interface CsvText {
	encoding: 'utf-8' | 'utf-16' | 'windows-1252';
	headers: string[];
	/** As many cells as there are headers. */
	lines: string[][];
}

/** UTF-8 says so by itself: bytes of Latin-1 with accents are hardly ever valid UTF-8. */
export function decode(bytes: Uint8Array): { text: string; encoding: CsvText['encoding'] } {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if ((buffer[0] === 0xff && buffer[1] === 0xfe) || (buffer[0] === 0xfe && buffer[1] === 0xff)) return { text: iconv.decode(buffer, 'utf-16'), encoding: 'utf-16' };
	try {
		return { text: new TextDecoder('utf-8', { fatal: true }).decode(buffer), encoding: 'utf-8' };
	} catch {
		return { text: iconv.decode(buffer, 'win1252'), encoding: 'windows-1252' };
	}
}

function delimiterOf(text: string): string {
	const head = text.slice(0, text.search(/\r|\n|$/));
	const count = (mark: string) => head.split(mark).length;
	return [';', '\t', ','].reduce((best, mark) => (count(mark) > count(best) ? mark : best), ';');
}

/** Header and lines, or what is wrong with the file. */
export function readCsv(bytes: Uint8Array): CsvText | Refusal {
	if (bytes.byteLength === 0) return refuseField('file', 'csv-empty');
	if (bytes.byteLength > MOST_BYTES) return refuseField('file', 'csv-too-large');
	const { text, encoding } = decode(bytes);
	if (text.includes('\0')) return refuseField('file', 'csv-not-text');
	let records: string[][];
	try {
		records = parse(text, { delimiter: delimiterOf(text), bom: true, relax_column_count: true, skip_empty_lines: true, trim: true, to: MOST_LINES + 2 });
	} catch (error) {
		const line = (error as { lines?: number }).lines;
		return refuseField('file', 'csv-malformed', { line: line ?? 1 });
	}
	const [headers, ...lines] = records;
	if (!headers || lines.length === 0) return refuseField('file', 'csv-empty');
	if (lines.length > MOST_LINES) return refuseField('file', 'csv-too-long', { limit: MOST_LINES });
	if (headers.length > MOST_COLUMNS) return refuseField('file', 'csv-too-wide', { limit: MOST_COLUMNS });
	return {
		encoding,
		headers: headers.map((header, at) => header.normalize('NFC').slice(0, 80) || `#${at + 1}`),
		lines: lines.map((line) => headers.map((_, at) => (line[at] ?? '').normalize('NFC').slice(0, LONGEST_CELL)))
	};
}
