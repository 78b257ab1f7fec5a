import { expect, test } from 'vitest';
import { readPicture } from './picture.ts';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==', 'base64');

function segment(marker: number, body: string): Buffer {
	const head = Buffer.from([0xff, marker, 0, 0]);
	head.writeUInt16BE(body.length + 2, 2);
	return Buffer.concat([head, Buffer.from(body, 'latin1')]);
}

test('a PNG loses its texts and keeps its pixels', () => {
	const text = Buffer.concat([Buffer.from([0, 0, 0, 5]), Buffer.from('tEXtParis'), Buffer.alloc(4)]);
	const given = Buffer.concat([PNG.subarray(0, 33), text, PNG.subarray(33)]);
	expect(readPicture(given)).toEqual({ type: 'image/png', bytes: PNG });
});

test('a JPEG loses its EXIF and what hides behind its end', () => {
	const scan = Buffer.concat([segment(0xda, 'x'), Buffer.from([1, 2, 3, 0xff, 0xd9])]);
	const clean = Buffer.concat([Buffer.from([0xff, 0xd8]), segment(0xe0, 'JFIF'), segment(0xdb, 'q'), scan]);
	const given = Buffer.concat([
		Buffer.from([0xff, 0xd8]),
		segment(0xe0, 'JFIF'),
		segment(0xe1, 'Exif GPS 48.85'),
		segment(0xfe, 'me'),
		segment(0xdb, 'q'),
		scan,
		Buffer.from('<script>')
	]);
	expect(readPicture(given)).toEqual({ type: 'image/jpeg', bytes: clean });
});

test('a WebP loses its EXIF and XMP', () => {
	const chunk = (kind: string, body: Buffer) => {
		const head = Buffer.concat([Buffer.from(kind, 'latin1'), Buffer.alloc(4)]);
		head.writeUInt32LE(body.length, 4);
		return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
	};
	const riff = (...chunks: Buffer[]) => {
		const body = Buffer.concat([Buffer.from('WEBP'), ...chunks]);
		const head = Buffer.from('RIFF\0\0\0\0', 'latin1');
		head.writeUInt32LE(body.length, 4);
		return Buffer.concat([head, body]);
	};
	const pixels = chunk('VP8 ', Buffer.from('pixels'));
	const given = riff(chunk('VP8X', Buffer.from([0x1c, 0, 0, 0, 0, 0, 0, 0, 0, 0])), pixels, chunk('EXIF', Buffer.from('GPS')));
	expect(readPicture(given)).toEqual({ type: 'image/webp', bytes: riff(chunk('VP8X', Buffer.from([0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0])), pixels) });
});

test.each([
	['empty', ''],
	['text', 'GIF89a'],
	['svg', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
	['cut png', PNG.subarray(0, 40).toString('latin1')],
	['html in jpeg', '\xff\xd8<html>']
])('%s is no picture', (_name, content) => {
	expect(readPicture(Buffer.from(content, 'latin1'))).toBeNull();
});
