/**
 * What a file is, by its bytes. Its name only has a say when the bytes agree: anything else is shown as
 * `application/octet-stream`, and programs are not taken at all.
 */
import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import { extensionOf } from './names.ts';

export const UNKNOWN = 'application/octet-stream';

/** Programs and what starts them: nobody hands these in. */
const PROGRAMS = new Set('exe com bat cmd scr pif msi msix ps1 vbs vbe js jse wsf wsh hta jar lnk reg cpl dll app apk deb rpm dmg iso img vhd sh'.split(' '));
const PROGRAM_TYPES = new Set([
	'application/x-msdownload',
	'application/x-elf',
	'application/x-mach-binary',
	'application/x-ms-shortcut',
	'application/vnd.android.package-archive',
	'application/java-vm'
]);

/** What bytes of a type may be called. */
const EXTENSIONS: Record<string, string> = {
	'image/jpeg': 'jpg jpeg jpe jfif',
	'image/png': 'png',
	'image/gif': 'gif',
	'image/webp': 'webp',
	'image/avif': 'avif',
	'image/heic': 'heic heif',
	'image/tiff': 'tif tiff',
	'image/bmp': 'bmp',
	'application/pdf': 'pdf',
	'application/zip': 'zip ggb sb3 sb2 odt ods odp odg docx xlsx pptx epub',
	'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
	'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
	'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
	'application/vnd.oasis.opendocument.text': 'odt',
	'application/vnd.oasis.opendocument.spreadsheet': 'ods',
	'application/vnd.oasis.opendocument.presentation': 'odp',
	'application/vnd.oasis.opendocument.graphics': 'odg',
	'application/epub+zip': 'epub',
	'application/x-cfb': 'doc xls ppt msg',
	'application/rtf': 'rtf',
	'text/rtf': 'rtf',
	'application/gzip': 'gz tgz',
	'application/x-7z-compressed': '7z',
	'application/x-rar-compressed': 'rar',
	'audio/mpeg': 'mp3',
	'audio/ogg': 'ogg oga opus',
	'audio/opus': 'opus ogg',
	'audio/wav': 'wav',
	'audio/mp4': 'm4a mp4',
	'audio/x-m4a': 'm4a',
	'audio/aac': 'aac',
	'audio/flac': 'flac',
	'video/mp4': 'mp4 m4v m4a',
	'video/quicktime': 'mov',
	'video/webm': 'webm weba',
	'video/matroska': 'mkv',
	'video/x-msvideo': 'avi',
	'video/ogg': 'ogv ogg'
};
/** Bytes without a sign of their own: plain text under these names. Never HTML, SVG or XML. */
const TEXTS: Record<string, string> = {
	txt: 'text/plain',
	md: 'text/plain',
	csv: 'text/csv',
	tsv: 'text/plain',
	py: 'text/plain',
	tex: 'text/plain',
	srt: 'text/plain',
	ics: 'text/calendar'
};

/** Is this a name that no purpose takes? */
export function isProgramName(name: string): boolean {
	return PROGRAMS.has(extensionOf(name));
}

export function isProgram(mime: string): boolean {
	return PROGRAM_TYPES.has(mime);
}

/** What the bytes say. */
export async function typeOfBytes(path: string): Promise<string> {
	const found = await fileTypeFromFile(path).catch(() => undefined);
	if (found) return found.mime.split(';')[0] ?? UNKNOWN;
	return (await looksLikeText(path)) ? 'text/plain' : UNKNOWN;
}

/** How a file of these bytes and this name is shown. */
export function shownType(bytes: string, name: string): string {
	const extension = extensionOf(name);
	if (bytes === 'text/plain') return TEXTS[extension] ?? UNKNOWN;
	return EXTENSIONS[bytes]?.split(' ').includes(extension) ? bytes : UNKNOWN;
}

async function looksLikeText(path: string): Promise<boolean> {
	const file = await open(path, 'r');
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
		const head = buffer.subarray(0, bytesRead);
		return bytesRead > 0 && !head.includes(0) && !/[\u0001-\u0008\u000e-\u001a]/.test(head.toString('latin1'));
	} finally {
		await file.close();
	}
}
