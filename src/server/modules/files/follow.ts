/** Two accounts became one: what the old one sent, and what it attached, is the other's, and counts in his quota. */
import type { JobTools } from '#platform/jobs';

/** Can be run again: what has moved is no longer there to move. */
export function followPerson(tools: JobTools, from: string, to: string): Promise<void> {
	return tools.database.system(async (db) => {
		await db.updateTable('files.file').set({ owner_id: to }).where('owner_id', '=', from).execute();
		await db.updateTable('files.use').set({ attached_by: to }).where('attached_by', '=', from).execute();
	});
}
