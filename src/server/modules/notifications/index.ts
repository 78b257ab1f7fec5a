/** Telling people what happened: the centre, quiet hours, and what leaves by mail, push and text message. */
import './tables.ts';
import { mark, markAll, open } from './commands/mark.ts';
import { list } from './queries/list.ts';
import { unreadCount } from './queries/unread-count.ts';

export { announce, markRead, whenNotified, withdraw, type Notice, type Recipients, type Ringing } from './announce.ts';
export type { Kind } from './kinds.ts';
export { jobs } from './jobs.ts';

export const definitions = [list, unreadCount, open, mark, markAll] as const;
