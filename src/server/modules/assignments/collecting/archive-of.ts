/** What a zip is named by, and how long it is kept. */
export const ARCHIVE = 'assignments.archive';
export const ARCHIVE_HOURS = 24;

/** Where it lies in the store of files. */
export function archiveKey(archiveId: string): string {
	return `${archiveId}.zip`;
}
