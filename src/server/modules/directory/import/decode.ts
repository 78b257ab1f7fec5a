/**
 * Bytes of a file of the export → text. Usually UTF-8; some files declare ISO-8859-15, some have no XML
 * declaration at all (then UTF-8, unless the first accent says otherwise).
 */
import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';

export interface Decoder {
	/** Text of the next bytes. Throws where bytes are not what the file says. */
	write(bytes: Buffer): string;
	/** What is left at the end of the file. */
	end(): string;
}

/** Enough bytes for an XML declaration. */
const HEAD = 256;

/** Number of bytes at the end that begin a UTF-8 character without ending it. */
function unfinished(bytes: Buffer): number {
	for (let back = 1; back <= Math.min(3, bytes.length); back++) {
		const byte = bytes[bytes.length - back] ?? 0;
		if ((byte & 0b1100_0000) === 0b1000_0000) continue;
		const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
		return needs > back ? back : 0;
	}
	return 0;
}

class Utf8 implements Decoder {
	#rest: Buffer = Buffer.alloc(0);
	#onlyAscii = true;
	readonly declared: boolean;
	#other: Decoder | null = null;

	constructor(declared: boolean) {
		this.declared = declared;
	}

	write(bytes: Buffer): string {
		if (this.#other) return this.#other.write(bytes);
		const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
		if (isAscii(all)) {
			this.#rest = Buffer.alloc(0);
			return all.toString('latin1');
		}
		const cut = all.length - unfinished(all);
		const whole = all.subarray(0, cut);
		if (!isUtf8(whole)) {
			if (this.declared || !this.#onlyAscii) throw new Error('des octets ne sont pas de l’UTF-8');
			this.#other = new SingleByte('iso-8859-15');
			return this.#other.write(all);
		}
		this.#onlyAscii = false;
		this.#rest = Buffer.from(all.subarray(cut));
		return whole.toString('utf8');
	}

	end(): string {
		if (this.#other) return this.#other.end();
		if (this.#rest.length > 0) throw new Error('le dernier caractère est coupé');
		return '';
	}
}

class SingleByte implements Decoder {
	readonly #decoder: ReturnType<typeof iconv.getDecoder>;

	constructor(encoding: string) {
		this.#decoder = iconv.getDecoder(encoding);
	}

	write(bytes: Buffer): string {
		return this.#decoder.write(bytes);
	}

	end(): string {
		return this.#decoder.end() ?? '';
	}
}

function decoderFor(head: Buffer): Decoder {
	if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return new Utf8(true);
	if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return new SingleByte('utf-16');
	const encoding = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(head.toString('latin1'))?.[1]?.toLowerCase();
	if (encoding === undefined) return new Utf8(false);
	if (encoding === 'utf-8' || encoding === 'utf8' || encoding === 'us-ascii') return new Utf8(true);
	if (!iconv.encodingExists(encoding)) throw new Error(`encodage inconnu : ${encoding}`);
	return new SingleByte(encoding);
}

/** A decoder that finds out the encoding from the first bytes it is given. */
export function createDecoder(): Decoder {
	let head: Buffer = Buffer.alloc(0);
	let decoder: Decoder | null = null;
	const start = (bytes: Buffer): { decoder: Decoder; text: string } => {
		const found = decoderFor(bytes);
		const text = found.write(bytes);
		return { decoder: found, text: text.charCodeAt(0) === 0xfeff ? text.slice(1) : text };
	};
	return {
		write(bytes) {
			if (decoder) return decoder.write(bytes);
			head = Buffer.concat([head, bytes]);
			if (head.length < HEAD) return '';
			const started = start(head);
			decoder = started.decoder;
			return started.text;
		},
		end() {
			if (decoder) return decoder.end();
			const started = start(head);
			return started.text + started.decoder.end();
		}
	};
}
