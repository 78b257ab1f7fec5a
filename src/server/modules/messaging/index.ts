/** Internal mail between the people of the schools. */
import './tables.ts';
import './tables-letters.ts';
import './tables-protection.ts';
import { markRead } from './commands/mark-read.ts';
import { markUnread } from './commands/mark-unread.ts';
import { reply } from './commands/reply.ts';
import { send } from './commands/send.ts';
import { countRecipients } from './queries/count-recipients.ts';
import { findRecipients } from './queries/find-recipients.ts';
import { inbox } from './queries/inbox.ts';
import { sent } from './queries/sent.ts';
import { thread } from './queries/thread.ts';
import { unreadCount } from './queries/unread-count.ts';

export type { Suggestion } from './queries/find-recipients.ts';
export { jobs } from './jobs.ts';

export const definitions = [send, reply, markRead, markUnread, inbox, sent, thread, unreadCount, findRecipients, countRecipients] as const;
