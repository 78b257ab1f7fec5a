/** What people are told of work: never what it says, nor what was handed in. */
import { sql } from 'kysely';
import type { Context, Db } from '#kernel/context';
import { parisDay } from '#kernel/paris-time';
import { announce, type Notice, type Recipients } from '#modules/notifications';
import { m } from '#paraglide/messages.js';
import { pupilsGiven } from './for-whom.ts';
import type { AssignmentKind } from './tables.ts';

export const ANNOUNCE = 'assignments.announce';
export const EXTENDED = 'assignments.tell-extended';
export const RETURNED = 'assignments.tell-returned';
/** A notice is the same for all who get it; pupils and families read French here. */
const FRENCH = { locale: 'fr' } as const;

export interface Told {
	id: string;
	title: string;
	schoolId: string;
	/** As pupils know him: « Mme Durand ». */
	teacher: string;
}

function about(work: Told, kind: Notice['kind'], key: string, at: Date, link: string, actorName = work.teacher): Notice {
	return { kind, key, at, actorName, subject: work.title, link, schoolId: work.schoolId, subjectRef: `assignment:${work.id}` };
}

/** People a work is for, and who answers for them by law: a select of one column. */
export const peopleOf = (assignmentId: string) => sql`
	with pupils as (select distinct p.id from (${pupilsGiven(assignmentId)}) w join directory.person p on p.id = w.pupil_id and p.status in ('active', 'blocked') where p.kind = 'pupil')
	select id from pupils union select g.guardian_id from directory.guardianship g join pupils p on p.id = g.pupil_id where g.legal > 0`;

/** New work is there, or a document: these people are told, each once. By a job, as the system, when it opens. */
export async function tellNew(db: Db, work: Told & { kind: AssignmentKind }, at: Date, people: Recipients): Promise<void> {
	// A document stands among those left for him: there is nothing to hand in.
	const link = work.kind === 'drop' ? '/casier/documents' : `/casier/${work.id}`;
	await announce(db, about(work, 'work', `given:${work.id}`, at, link), people);
}

/** The pupil and his family have the receipt. */
export async function tellReceipt(
	ctx: Context,
	work: Told,
	given: { submissionId: string; number: string; pupilIds: readonly string[]; guardianIds: readonly string[] }
): Promise<void> {
	const link = `/casier/accuse/${given.submissionId}`;
	await announce(ctx.db, { ...about(work, 'receipt', given.submissionId, ctx.now, link, given.number), subjectRef: `submission:${given.submissionId}` }, [
		...given.pupilIds,
		...given.guardianIds
	]);
}

/** Teachers are told once a day and work that something came in: thirty pupils are not thirty bells. */
export async function tellHandedIn(ctx: Context, work: Told, from: string, editorIds: readonly string[]): Promise<void> {
	await announce(ctx.db, about(work, 'handin', `${work.id}:${parisDay(ctx.now)}`, ctx.now, `/casier/${work.id}/depots`, from), editorIds);
}

/** Something is still to be handed in: those it is missing from, and who answers for them. */
export async function tellMissing(ctx: Context, work: Told, day: string, people: readonly string[]): Promise<void> {
	await announce(ctx.db, about(work, 'work', `missing:${work.id}:${day}`, ctx.now, `/casier/${work.id}`), people);
}

/** There is more time. */
export async function tellExtended(db: Db, work: Told, key: string, at: Date, people: readonly string[] | ReturnType<typeof peopleOf>): Promise<void> {
	await announce(db, about(work, 'work', `extended:${work.id}:${key}`, at, `/casier/${work.id}`), people);
}

/** Work is back: the pupil and who answers for him. Once for each time it comes back. */
export async function tellReturned(db: Db, work: Told, review: { id: string; pupilId: string; returnedAt: Date; guardianIds: readonly string[] }): Promise<void> {
	const notice = about(work, 'feedback', `${review.id}:${review.returnedAt.getTime()}`, review.returnedAt, `/casier/${work.id}`);
	await announce(db, { ...notice, subjectRef: `review:${review.id}` }, [review.pupilId]);
	if (review.guardianIds.length > 0)
		await announce(db, { ...notice, key: `${notice.key}:famille`, link: `/casier/${work.id}?enfant=${review.pupilId}`, subjectRef: `review:${review.id}` }, review.guardianIds);
}

/** Somebody answered to a correction. */
export async function tellAnswer(ctx: Context, work: Told, answer: { id: string; reviewId: string; link: string }, people: readonly string[]): Promise<void> {
	await announce(ctx.db, { ...about(work, 'feedback', answer.id, ctx.now, answer.link), subjectRef: `review:${answer.reviewId}` }, people);
}

/** Works of a school year will be erased: who gave them may fetch them before. */
export async function tellFarewell(db: Db, gone: { year: number; at: Date }, at: Date, people: Recipients): Promise<void> {
	const subject = m.assignments_notice_farewell({ first: gone.year, last: gone.year + 1, date: fullDay(gone.at) }, FRENCH);
	const notice = { kind: 'archive', key: `farewell:${gone.year}`, at, actorName: 'Préau', subject, link: `/casier?annee=${gone.year}`, schoolId: null } as const;
	await announce(db, { ...notice, subjectRef: `year:${gone.year}` }, people);
}

/** Corrections begun and not given back, before the year ends: who could still do it. */
export async function tellUnreturned(db: Db, ends: { year: number; until: Date }, at: Date, people: Recipients): Promise<void> {
	const subject = m.assignments_notice_unreturned({ date: fullDay(new Date(ends.until.getTime() - 1)) }, FRENCH);
	const notice = { kind: 'feedback', key: `unreturned:${ends.year}`, at, actorName: 'Préau', subject, link: '/casier', schoolId: null } as const;
	await announce(db, { ...notice, subjectRef: `year:${ends.year}` }, people);
}

/** « 1 août 2028 » */
function fullDay(at: Date): string {
	return new Intl.DateTimeFormat('fr', { dateStyle: 'long', timeZone: 'Europe/Paris' }).format(at);
}

/** A zip is ready. */
export async function tellArchive(db: Db, archive: { id: string; name: string; askedBy: string; link: string }, at: Date): Promise<void> {
	await announce(db, { kind: 'archive', key: archive.id, at, actorName: 'Préau', subject: archive.name, link: archive.link, schoolId: null, subjectRef: `archive:${archive.id}` }, [
		archive.askedBy
	]);
}

/** What was on its way could not be handed in: the pupil, who may have closed the page, must know. */
export async function tellStopped(db: Db, work: Omit<Told, 'teacher'>, key: string, pupilId: string, at: Date): Promise<void> {
	const notice = about({ ...work, teacher: m.assignments_notice_stopped({}, FRENCH) }, 'work', `stopped:${key}`, at, `/casier/${work.id}/rendre`);
	await announce(db, notice, [pupilId]);
}

/** Due tomorrow, and not handed in yet. By a job; `day` is that of the due date: an extension is another day. */
export async function tellReminder(db: Db, work: Omit<Told, 'teacher'>, day: string, pupilIds: readonly string[], at: Date): Promise<void> {
	await announce(db, about({ ...work, teacher: m.assignments_notice_tomorrow({}, FRENCH) }, 'work', `due:${work.id}:${day}`, at, `/casier/${work.id}`), pupilIds);
}
