/** Is what is handed in what was asked for. Pure. */
import { refuse, refuseField, type Refusal } from '#kernel/errors';
import type { Expected, FileType } from '../tables.ts';

export interface Wanted {
	expects: readonly Expected[];
	fileTypes: readonly FileType[];
	mostFiles: number;
}
interface OfferedFile {
	name: string;
	/** Bytes. */
	size: number;
	mime: string | null;
}
export interface Offered {
	text: string;
	link: string | null;
	files: readonly OfferedFile[];
	/** They become one document. */
	photos: readonly OfferedFile[];
}

/** Types by bytes (see content.ts of files); an unknown type is nobody's. */
const FAMILIES: Record<FileType, RegExp> = {
	pdf: /^application\/pdf$/,
	image: /^image\//,
	document: /^(application\/(pdf|rtf|vnd\.(openxmlformats|oasis)[^/]*|x-cfb|epub\+zip|zip)|text\/)/,
	audio: /^(audio\/|video\/(webm|mp4|ogg))/,
	video: /^video\//
};

export function fits(wanted: Wanted, offered: Offered): true | Refusal {
	const takesFiles = wanted.expects.some((one) => one === 'file' || one === 'photo' || one === 'audio');
	if (offered.text.trim() !== '' && !wanted.expects.includes('text')) return refuseField('body', 'text-not-expected');
	if (offered.link !== null && !wanted.expects.includes('link')) return refuseField('link', 'link-not-expected');
	if (offered.files.length + offered.photos.length > 0 && !takesFiles) return refuseField('files', 'files-not-expected');
	if (offered.files.length + Math.min(1, offered.photos.length) > wanted.mostFiles) return refuseField('files', 'too-many-files', { limit: wanted.mostFiles });
	if (offered.text.trim() === '' && offered.link === null && offered.files.length + offered.photos.length === 0) return refuse('invalid-input', { code: 'nothing-to-hand-in' });
	for (const field of ['files', 'photos'] as const) {
		const empty = offered[field].find((file) => file.size === 0);
		if (empty) return refuseField(field, 'file-empty', { name: empty.name });
	}
	if (offered.photos.length > 0 && !takesPhotos(wanted)) return refuseField('photos', 'photos-not-expected');
	const other = offered.photos.find((photo) => photo.mime !== null && !FAMILIES.image.test(photo.mime));
	if (other) return refuseField('photos', 'not-a-photo', { name: other.name });
	const wrong = offered.files.find((file) => file.mime !== null && !taken(wanted, file.mime));
	return wrong ? refuseField('files', 'file-type-not-expected', { name: wrong.name }) : true;
}

/** Photos of pages come as one PDF. */
export function takesPhotos(wanted: Pick<Wanted, 'expects' | 'fileTypes'>): boolean {
	return wanted.expects.includes('photo') || (wanted.expects.includes('file') && (wanted.fileTypes.length === 0 || wanted.fileTypes.includes('pdf')));
}

function taken(wanted: Wanted, mime: string): boolean {
	const families: FileType[] = [...wanted.fileTypes];
	if (!wanted.expects.includes('file')) {
		if (wanted.expects.includes('photo')) families.push('image', 'pdf');
		if (wanted.expects.includes('audio')) families.push('audio');
	} else if (families.length === 0) return true;
	else {
		if (wanted.expects.includes('photo')) families.push('image', 'pdf');
		if (wanted.expects.includes('audio')) families.push('audio');
	}
	return families.some((family) => FAMILIES[family].test(mime));
}
