/** Internal mail between the people of the schools. */
import './tables.ts';
import './tables-letters.ts';
import './tables-protection.ts';
import { createFolder, deleteFolder, renameFolder } from './commands/folders.ts';
import { mark } from './commands/mark.ts';
import { markRead } from './commands/mark-read.ts';
import { markUnread } from './commands/mark-unread.ts';
import { move } from './commands/move.ts';
import { purge } from './commands/purge.ts';
import { reply } from './commands/reply.ts';
import { restore } from './commands/restore.ts';
import { send } from './commands/send.ts';
import { countRecipients } from './queries/count-recipients.ts';
import { findRecipients } from './queries/find-recipients.ts';
import { folders } from './queries/folders.ts';
import { inbox } from './queries/inbox.ts';
import { search } from './queries/search.ts';
import { sent } from './queries/sent.ts';
import { thread } from './queries/thread.ts';
import { unreadCount } from './queries/unread-count.ts';

export type { Suggestion } from './queries/find-recipients.ts';
export { jobs } from './jobs.ts';

export const definitions = [
	send,
	reply,
	markRead,
	markUnread,
	inbox,
	sent,
	thread,
	unreadCount,
	findRecipients,
	countRecipients,
	folders,
	search,
	createFolder,
	renameFolder,
	deleteFolder,
	mark,
	move,
	restore,
	purge
] as const;
