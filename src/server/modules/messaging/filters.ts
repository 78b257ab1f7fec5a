/** What narrows a list of received messages: the same for a folder and for a search. */
import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely';
import * as v from 'valibot';
import type { Schema } from '#kernel/schema';
import { day, flag, given, id } from '#kernel/input';

export const filters = {
	unread: flag,
	files: flag,
	/** Part of the sender's name. */
	from: given(v.pipe(v.string(), v.trim(), v.maxLength(60, 'too-long'))),
	/** Sent by a pupil, a teacher or a parent of this class. */
	classId: given(id),
	/** Days in Paris, both included. */
	since: given(day),
	until: given(day)
};

export interface Filters {
	unread: boolean;
	files: boolean;
	from?: string | undefined;
	classId?: string | undefined;
	since?: string | undefined;
	until?: string | undefined;
}

type Tables = Schema & { e: Schema['messaging.entry']; m: Schema['messaging.message'] };

/** Whether anything is left out at all. */
export const narrows = (wanted: Filters) => wanted.unread || wanted.files || [wanted.from, wanted.classId, wanted.since, wanted.until].some(Boolean);

/** Conditions on `e` (entry) and `m` (message), for `where(…)`. */
export function narrowed(wanted: Filters) {
	return (where: ExpressionBuilder<Tables, 'e' | 'm'>): Expression<SqlBool> =>
		where.and([
			...(wanted.unread ? [where('e.read_at', 'is', null)] : []),
			...(wanted.files ? [where('e.has_files', '=', true)] : []),
			...(wanted.from ? [ofSender(wanted.from)] : []),
			...(wanted.classId ? [ofClass(wanted.classId)] : []),
			...(wanted.since ? [sql<boolean>`e.sent_at >= (${wanted.since}::date)::timestamp at time zone 'Europe/Paris'`] : []),
			...(wanted.until ? [sql<boolean>`e.sent_at < (${wanted.until}::date + 1)::timestamp at time zone 'Europe/Paris'`] : [])
		]);
}

/** Part of a name, without accents or case. */
export function ofSender(name: string) {
	return sql<boolean>`strpos(core.fold(m.sender_name), core.fold(${name})) > 0`;
}

/** By a pupil or a teacher of the class, or a parent of one of its pupils. */
export function ofClass(classId: string) {
	return sql<boolean>`m.sender_id in (
		select person_id from directory.membership where group_id = ${classId}
		union select l.guardian_id from directory.membership k join directory.guardianship l on l.pupil_id = k.person_id where k.group_id = ${classId} and k.role = 'pupil')`;
}
