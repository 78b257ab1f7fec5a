/** Writes files of the académie's export: envelope, escaping, names, a new file every so many records. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';

export type AafType = 'EtabEducNat' | 'Eleve' | 'PersRelEleve' | 'PersEducNat' | 'MatiereEducNat' | 'MefEducNat';
/** Attribute name and value or values; null is the empty value `<value/>`. */
export type Attribute = readonly [name: string, value: string | null | readonly string[]];

/** How a file says, or does not say, its encoding. */
export type Encoding = 'utf-8' | 'iso-8859-15' | 'undeclared';

const FLUSH_AT = 256 * 1024;

export function escapeXml(text: string): string {
	return /[&<>']/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll("'", '&apos;') : text;
}

function value(text: string | null): string {
	return text === null || text === '' ? '<value/>' : `<value>${escapeXml(text)}</value>`;
}

function valuesOf(given: Attribute[1]): string {
	if (given === null || typeof given === 'string') return value(given);
	return given.length === 0 ? '<value/>' : given.map(value).join('');
}

/** One `addRequest`, as the académie lays it out. */
export function addRequest(category: string, what: string, id: string, attributes: readonly Attribute[]): string {
	let text = `<addRequest>\n<operationalAttributes><attr name="${category}"><value>${what}</value></attr></operationalAttributes>\n<identifier><id>${id}</id></identifier>\n<attributes>\n`;
	for (const [name, given] of attributes) text += `<attr name="${name}">${valuesOf(given)}</attr>\n`;
	return text + '</attributes>\n</addRequest>\n';
}

/** A series of files of one type. Synchronous: made for a command, with memory bounded by one buffer. */
export class AafWriter {
	#file: number | null = null;
	#buffer = '';
	#inFile = 0;
	#files = 0;
	readonly options: { folder: string; prefix: string; date: string; type: AafType; perFile: number; encoding: Encoding };

	constructor(options: AafWriter['options']) {
		this.options = options;
		mkdirSync(options.folder, { recursive: true });
	}

	write(record: string): void {
		if (this.#inFile >= this.options.perFile) this.#end();
		if (this.#file === null) this.#begin();
		this.#inFile++;
		this.#buffer += record;
		if (this.#buffer.length >= FLUSH_AT) this.#flush();
	}

	/** End the last file. A type without records still gives one, empty, as the académie does. */
	close(): void {
		if (this.#file === null && this.#files === 0) this.#begin();
		this.#end();
	}

	#begin(): void {
		const { folder, prefix, date, type, encoding } = this.options;
		const number = String(this.#files++).padStart(4, '0');
		this.#file = openSync(join(folder, `${prefix}_Complet_${date}_${type}_${number}.xml`), 'w');
		const declaration = encoding === 'undeclared' ? '' : `<?xml version="1.0" encoding="${encoding.toUpperCase()}"?>\n`;
		this.#buffer = `${declaration}<!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR.dtd">\n<!-- versionAF="AAF-VE1301" -->\n<ficAlimMENESR>\n`;
	}

	#end(): void {
		if (this.#file === null) return;
		this.#buffer += '</ficAlimMENESR>\n';
		this.#flush();
		closeSync(this.#file);
		this.#file = null;
		this.#inFile = 0;
	}

	#flush(): void {
		if (this.#file === null) return;
		writeSync(this.#file, this.options.encoding === 'iso-8859-15' ? iconv.encode(this.#buffer, 'iso-8859-15') : Buffer.from(this.#buffer));
		this.#buffer = '';
	}
}
