/**
 * Letters without their accents, « œ » as « oe », « æ » as « ae »; case and everything else stay as they are. For comparing
 * what people type and for names of files; what is stored and shown keeps its accents. In SQL: `core.fold`.
 */
export function withoutAccents(text: string): string {
	return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('œ', 'oe').replaceAll('Œ', 'OE').replaceAll('æ', 'ae').replaceAll('Æ', 'AE');
}
