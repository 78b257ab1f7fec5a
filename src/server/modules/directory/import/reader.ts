/**
 * One file of the export → its records, as they pass by. The DTD is never fetched (saxes has no such
 * thing), entities other than XML's own five stop the file.
 */
import { SaxesParser } from 'saxes';
import { LEFT, SLOTS, UNKNOWN, findSlot, slotOf, type UsedAttribute } from './attributes.ts';
import { createDecoder } from './decode.ts';

export type Operation = 'add' | 'modify' | 'delete';

/** One request of the file. `values[slot]` is undefined when the attribute does not occur, [] when it is blank. */
export class AafRecord {
	operation: Operation;
	id = '';
	readonly values: (string[] | undefined)[] = new Array<string[] | undefined>(SLOTS);
	/** Why it cannot be used, in French. */
	broken: string | null = null;

	constructor(operation: Operation) {
		this.operation = operation;
	}

	/** Every value, blanks left out; undefined when the attribute does not occur. */
	all(name: UsedAttribute): string[] | undefined {
		return this.values[slotOf(name)];
	}

	/** The first value; null when blank or absent. */
	one(name: UsedAttribute): string | null {
		return this.values[slotOf(name)]?.[0] ?? null;
	}

	has(name: UsedAttribute): boolean {
		return this.values[slotOf(name)] !== undefined;
	}
}

export interface ReadResult {
	records: number;
	unknownAttributes: number;
}

const REQUESTS: Record<string, Operation | undefined> = { addRequest: 'add', modifyRequest: 'modify', deleteRequest: 'delete' };
const ROOT = 'ficAlimMENESR';
/** Characters of one value; beyond, the record is broken. */
const LONGEST_VALUE = 600;
/** Beyond, the file is not an export of people. */
const LONGEST_TEXT = 20_000;
/** Values of one record. */
const MOST_VALUES = 5_000;

/**
 * What saxes gathers the attributes of a tag in: fields that are there from the start, where its own empty
 * object becomes a hash table for each of some millions of tags, a quarter of the time of reading. No
 * prototype, so that an attribute may be called « constructor ».
 */
class TagAttributes {
	name: string | undefined = undefined;
	operation: string | undefined = undefined;
}
Reflect.deleteProperty(TagAttributes.prototype, 'constructor');
Object.setPrototypeOf(TagAttributes.prototype, null);

/**
 * Parse `chunks`, giving each record to `onRecord`; `afterChunk` is awaited between chunks, so that
 * whoever stores them can hold the reader back. Throws when the file is malformed or cut short.
 */
export async function readAafFile(chunks: AsyncIterable<Buffer>, onRecord: (record: AafRecord) => void, afterChunk: () => Promise<void> | undefined): Promise<ReadResult> {
	const result: ReadResult = { records: 0, unknownAttributes: 0 };
	const parser = new SaxesParser({ position: true });
	let record: AafRecord | null = null;
	let slot = LEFT;
	let text: string | null = null;
	let depth = 0;
	let valueCount = 0;
	let inIdentifier = false;

	parser.on('opentagstart', (tag) => {
		(tag as { attributes: object }).attributes = new TagAttributes();
	});
	parser.on('opentag', (tag) => {
		const name = tag.name;
		const attributes = tag.attributes as unknown as TagAttributes;
		if (name === 'value') {
			if (slot >= 0) text = '';
		} else if (name === 'attr' || name === 'modification') {
			if (!record) throw new Error(`<${name}> hors d'une demande`);
			const attribute = attributes.name ?? '';
			slot = findSlot(attribute);
			if (slot >= 0) {
				record.values[slot] ??= [];
				const { operation } = attributes;
				if (operation !== undefined && operation !== 'replace') record.broken = `opération inconnue : ${operation}`;
			} else if (slot === UNKNOWN && !attribute.startsWith('categorie')) result.unknownAttributes++;
		} else if (name === 'id') {
			if (inIdentifier) text = '';
		} else if (name === 'identifier') inIdentifier = true;
		else if (depth === 0) {
			if (name !== ROOT) throw new Error(`l'élément racine est <${name}>, pas <${ROOT}>`);
		} else {
			const operation = REQUESTS[name];
			if (operation !== undefined) {
				if (record) throw new Error('une demande dans une demande');
				record = new AafRecord(operation);
				valueCount = 0;
			}
		}
		depth++;
	});
	parser.on('text', (piece) => {
		if (text === null) return;
		text += piece;
		if (text.length > LONGEST_TEXT) throw new Error('une valeur est démesurée');
	});
	parser.on('cdata', (piece) => {
		if (text !== null) text += piece;
	});
	parser.on('closetag', (tag) => {
		depth--;
		const name = tag.name;
		if (name === 'value') {
			if (text !== null && slot >= 0) {
				const clean = text.trim();
				if (clean.length > LONGEST_VALUE && record) record.broken = 'valeur trop longue';
				else if (clean !== '') record?.values[slot]?.push(clean);
				if (++valueCount > MOST_VALUES) throw new Error('un enregistrement a trop de valeurs');
				text = null;
			}
		} else if (name === 'attr' || name === 'modification') slot = LEFT;
		else if (name === 'id') {
			if (record && text !== null) {
				record.id = text.trim().slice(0, LONGEST_VALUE);
				if (text.trim().length > LONGEST_VALUE) record.broken = 'identifiant trop long';
			}
			text = null;
		} else if (name === 'identifier') inIdentifier = false;
		else if (record && REQUESTS[name] !== undefined) {
			result.records++;
			onRecord(record);
			record = null;
		}
	});

	const decoder = createDecoder();
	for await (const chunk of chunks) {
		parser.write(decoder.write(chunk));
		const wait = afterChunk();
		if (wait) await wait;
	}
	parser.write(decoder.end());
	parser.close();
	return result;
}
