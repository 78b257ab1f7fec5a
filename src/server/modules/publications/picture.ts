/**
 * Pictures people send: recognised by their content, never by their name, and kept without what a
 * camera adds (place, owner, device). What is not understood to the last byte is refused.
 */

export interface Picture {
	type: 'image/jpeg' | 'image/png' | 'image/webp';
	/** The same picture without metadata. */
	bytes: Buffer;
}

/** The picture, or null when it is none of the three kinds or is cut short. */
export function readPicture(given: Buffer): Picture | null {
	const png = cleanPng(given);
	if (png) return { type: 'image/png', bytes: png };
	const jpeg = cleanJpeg(given);
	if (jpeg) return { type: 'image/jpeg', bytes: jpeg };
	const webp = cleanWebp(given);
	return webp ? { type: 'image/webp', bytes: webp } : null;
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** What a still picture needs; text, times and EXIF are left out (PNG third edition, §11). */
const PNG_KEPT = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT']);

function cleanPng(given: Buffer): Buffer | null {
	if (!given.subarray(0, 8).equals(PNG)) return null;
	const kept: Buffer[] = [PNG];
	for (let at = 8; at + 12 <= given.length;) {
		const end = at + 12 + given.readUInt32BE(at);
		if (end > given.length) return null;
		const kind = given.toString('latin1', at + 4, at + 8);
		if (at === 8 && kind !== 'IHDR') return null;
		if (PNG_KEPT.has(kind)) kept.push(given.subarray(at, end));
		if (kind === 'IEND') return Buffer.concat(kept);
		at = end;
	}
	return null;
}

/** Segments: APP0 and APP14 say how to read the colours; other APPn and comments are metadata (ITU T.81 §B.1). */
function cleanJpeg(given: Buffer): Buffer | null {
	if (given.length < 4 || given.readUInt16BE(0) !== 0xffd8) return null;
	const kept: Buffer[] = [given.subarray(0, 2)];
	for (let at = 2; at + 4 <= given.length;) {
		if (given[at] !== 0xff) return null;
		const marker = given[at + 1] ?? 0;
		if (marker === 0xff) {
			at += 1;
			continue;
		}
		const end = at + 2 + given.readUInt16BE(at + 2);
		if (end > given.length) return null;
		if (marker === 0xda) {
			// The scan: everything up to the last end-of-image marker, nothing behind it.
			const last = given.lastIndexOf(Buffer.from([0xff, 0xd9]));
			return last < end ? null : Buffer.concat([...kept, given.subarray(at, last + 2)]);
		}
		const metadata = (marker >= 0xe1 && marker <= 0xef && marker !== 0xee) || marker === 0xfe;
		if (!metadata) kept.push(given.subarray(at, end));
		at = end;
	}
	return null;
}

/** RIFF chunks; EXIF and XMP are left out and their flags in VP8X cleared (RFC 9649 §2.7). */
function cleanWebp(given: Buffer): Buffer | null {
	if (given.length < 20 || given.toString('latin1', 0, 4) !== 'RIFF' || given.toString('latin1', 8, 12) !== 'WEBP') return null;
	const kept: Buffer[] = [];
	const total = given.readUInt32LE(4) + 8;
	if (total > given.length) return null;
	for (let at = 12; at + 8 <= total;) {
		const size = given.readUInt32LE(at + 4);
		const end = at + 8 + size + (size % 2);
		if (end > total) return null;
		const kind = given.toString('latin1', at, at + 4);
		const chunk = Buffer.from(given.subarray(at, end));
		if (kind === 'VP8X') chunk[8] = (chunk[8] ?? 0) & ~0x0c;
		if (kind !== 'EXIF' && kind !== 'XMP ') kept.push(chunk);
		at = end;
	}
	if (kept.length === 0) return null;
	const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...kept]);
	const head = Buffer.from('RIFF\0\0\0\0', 'latin1');
	head.writeUInt32LE(body.length, 4);
	return Buffer.concat([head, body]);
}
