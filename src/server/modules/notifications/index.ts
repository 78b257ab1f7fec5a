/** Telling people what happened: the centre, quiet hours, and what leaves by mail, push and text message. */
import './tables.ts';
import { holidays, removeHoliday, setHoliday, setZone } from './commands/holidays.ts';
import { mark, markAll, open } from './commands/mark.ts';
import { takeBounce, tryOut } from './commands/operator.ts';
import { removeBrowser, subscribePush } from './commands/push.ts';
import { setPreferences } from './commands/set-preferences.ts';
import { setSchoolHours } from './commands/set-school-hours.ts';
import { unsubscribe, unsubscribePreview } from './commands/unsubscribe.ts';
import { list } from './queries/list.ts';
import { preferences } from './queries/preferences.ts';
import { school } from './queries/school.ts';
import { unreadCount } from './queries/unread-count.ts';

export { announce, markRead, whenNotified, withdraw, type Notice, type Recipients, type Ringing } from './announce.ts';
export { calendarEnds } from './calendar.ts';
export type { Kind } from './kinds.ts';
export { jobs } from './jobs.ts';

export const definitions = [
	list,
	unreadCount,
	open,
	mark,
	markAll,
	preferences,
	setPreferences,
	subscribePush,
	removeBrowser,
	unsubscribePreview,
	unsubscribe,
	school,
	setSchoolHours,
	takeBounce,
	tryOut,
	holidays,
	setHoliday,
	removeHoliday,
	setZone
] as const;
