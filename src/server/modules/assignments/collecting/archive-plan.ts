/** What goes into a zip, and under which names; worked out before the first byte is written. As the system, for who asked. */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';
import { filesOf, storedOf, type Stored } from '#modules/files';
import { REVIEW } from '../access.ts';
import { distinct, endingOf, folderOf, stemOf } from './archive-names.ts';
import { classOf, givenPupils } from '../for-whom.ts';
import { SUBMISSION } from '../handing-in/hand-in.ts';
import { resultsOf } from './results.ts';

export type Entry = { path: string } & ({ file: Stored } | { text: string });

export interface Archive {
	id: string;
	kind: 'work' | 'class' | 'pupil';
	assignment_id: string | null;
	group_id: string | null;
	pupil_id: string | null;
	school_year: number | null;
	asked_by: string;
	locale: 'fr' | 'en';
}

interface Line {
	assignmentId: string;
	title: string;
	number: number;
	pupilId: string;
	familyName: string;
	givenName: string;
	className: string | null;
	submissionId: string;
	attempt: number;
	body: string;
	link: string | null;
	reviewId: string | null;
	reviewBody: string | null;
	nextStep: string | null;
}

/** Versions that count; of a class or a pupil, of works the person marks, or of his own and his children's. */
async function linesOf(db: Db, archive: Archive): Promise<Line[]> {
	const marks = sql`exists (select from assignments.editor e where e.assignment_id = a.id and e.person_id = ${archive.asked_by})`;
	// As the class is, or was when the year of the work ended.
	const inGroup = (groupId: string) => sql`h.pupil_id in (select w.pupil_id from (${givenPupils(sql`t.assignment_id = a.id and t.group_id = ${groupId}`)}) w)`;
	const which = {
		work: sql`a.id = ${archive.assignment_id} and ${archive.group_id ? inGroup(archive.group_id) : sql`true`}`,
		class: sql`a.school_year = ${archive.school_year} and ${marks} 
			and ${inGroup(archive.group_id ?? '')}`,
		pupil: sql`a.school_year = ${archive.school_year} and h.pupil_id = ${archive.pupil_id}
			and (h.pupil_id = ${archive.asked_by} or ${marks} or exists (select from directory.guardianship g where g.pupil_id = h.pupil_id and g.guardian_id = ${archive.asked_by} and g.legal > 0))`
	}[archive.kind];
	const { rows } = await sql<Line>`
		select a.id as "assignmentId", a.title, a.number, p.id as "pupilId", p.family_name as "familyName", p.given_name as "givenName",
			${classOf(sql`a.id`)} as "className",
			s.id as "submissionId", s.attempt, s.body, s.link, r.id as "reviewId", r.body as "reviewBody", r.next_step as "nextStep"
		from assignments.hand_in h join assignments.assignment a on a.id = h.assignment_id join directory.person p on p.id = h.pupil_id
		join assignments.submission s on s.id = h.submission_id
		left join assignments.review r on r.assignment_id = a.id and r.pupil_id = p.id and r.state = 'returned'
		where ${which} order by a.due_at, a.id, core.fold(p.family_name), core.fold(p.given_name), p.id`.execute(db);
	return rows;
}

export async function planOf(db: Db, archive: Archive): Promise<Entry[]> {
	const lines = await linesOf(db, archive);
	const ctx = { db };
	const handedIn = await filesOf(
		ctx,
		SUBMISSION,
		lines.map((line) => line.submissionId)
	);
	const reviewed = archive.kind === 'work' ? [] : lines.flatMap((line) => (line.reviewId === null ? [] : [line.reviewId]));
	const returned = await filesOf(ctx, REVIEW, reviewed);
	const stored = await storedOf(
		db,
		[...handedIn.values(), ...returned.values()].flat().map((file) => file.id)
	);
	const unique = distinct();
	const entries: Entry[] = [];
	const names = new Map<string, Map<string, string[]>>();
	const add = (path: string, content: { file: Stored } | { text: string }, ...whose: readonly Line[]) => {
		const name = unique(path);
		entries.push({ path: name, ...content });
		for (const { assignmentId, pupilId } of whose) {
			const ofWork = names.get(assignmentId) ?? new Map<string, string[]>();
			names.set(assignmentId, ofWork.set(pupilId, [...(ofWork.get(pupilId) ?? []), name]));
		}
	};
	const together = Map.groupBy(lines, (line) => line.submissionId);
	for (const line of lines) {
		const folder = archive.kind === 'work' ? '' : `${folderOf(line.number, line.title)}/`;
		const stem = stemOf(line);
		// What a team handed in is there once, under the names of all.
		const [first = line, ...mates] = together.get(line.submissionId) ?? [];
		if (first === line) {
			const ofAll = `${folder}${stemOf({ ...line, mates })}`;
			for (const { id } of handedIn.get(line.submissionId) ?? []) {
				const file = stored.get(id);
				if (file) add(`${ofAll}${endingOf(file.name)}`, { file }, line, ...mates);
			}
			if (line.body !== '') add(`${ofAll}.txt`, { text: line.link ? `${line.body}\n\n${line.link}\n` : `${line.body}\n` }, line, ...mates);
		}
		if (archive.kind === 'work' || line.reviewId === null) continue;
		const said = [line.reviewBody, line.nextStep].filter(Boolean).join('\n\n');
		if (said) add(`${folder}retours/${stem}_retour.txt`, { text: `${said}\n` }, line);
		for (const { id } of returned.get(line.reviewId) ?? []) {
			const file = stored.get(id);
			if (file) add(`${folder}retours/${stem}_retour${endingOf(file.name)}`, { file }, line);
		}
	}
	// Of a whole class or a single work, what the teacher sees of everybody; a pupil's zip holds nothing of the others.
	if (archive.kind !== 'pupil')
		for (const work of archive.kind === 'work' && archive.assignment_id ? [{ assignmentId: archive.assignment_id, title: '', number: 0 }] : distinctWorks(lines)) {
			const folder = archive.kind === 'work' ? '' : `${folderOf(work.number, work.title)}/`;
			entries.unshift({
				path: unique(`${folder}resultats.csv`),
				text: await resultsOf(ctx, work.assignmentId, archive.group_id ?? '', archive.locale, names.get(work.assignmentId) ?? new Map())
			});
		}
	return entries;
}

function distinctWorks(lines: readonly Line[]): Pick<Line, 'assignmentId' | 'title' | 'number'>[] {
	return [...new Map(lines.map((line) => [line.assignmentId, line])).values()];
}

export function bytesOf(entries: readonly Entry[]): number {
	return entries.reduce((sum, entry) => sum + ('file' in entry ? entry.file.size : Buffer.byteLength(entry.text)), 0);
}
