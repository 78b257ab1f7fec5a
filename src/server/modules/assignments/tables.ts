import type { ColumnType, Generated } from 'kysely';
import type { Document } from '#kernel/document';

export const KINDS = ['work', 'box', 'drop'] as const;
export type AssignmentKind = (typeof KINDS)[number];
export const EXPECTS = ['file', 'photo', 'text', 'audio', 'link'] as const;
export type Expected = (typeof EXPECTS)[number];
export const FILE_TYPES = ['pdf', 'image', 'document', 'audio', 'video'] as const;
export type FileType = (typeof FILE_TYPES)[number];
export const ATTEMPTS = ['one', 'several', 'until-accepted'] as const;
export type Attempts = (typeof ATTEMPTS)[number];
export const MARKINGS = ['comments', 'points', 'levels'] as const;
export type Marking = (typeof MARKINGS)[number];
export const RELEASES = ['each', 'together'] as const;
export type Release = (typeof RELEASES)[number];
export type SubmissionState = 'draft' | 'sending' | 'handed-in' | 'replaced' | 'withdrawn';

export interface Competence {
	key: string;
	label: string;
}
export interface Criterion {
	key: string;
	label: string;
	steps: { label: string; points: number }[];
}

/** Read as it is, written as JSON text. */
type Json<T> = ColumnType<T, string | undefined, string>;

interface AssignmentTable {
	id: string;
	school_id: string;
	kind: Generated<AssignmentKind>;
	owner_id: string | null;
	owner_name: Generated<string>;
	title: string;
	subject: Generated<string>;
	body: Generated<string>;
	document: ColumnType<Document | null, string | null | undefined, string | null>;
	expects: Expected[];
	file_types: FileType[];
	most_files: Generated<number>;
	minutes: number | null;
	grouped: Generated<boolean>;
	attempts: Generated<Attempts>;
	marking: Generated<Marking>;
	most_points: number | null;
	competences: Json<Competence[]>;
	rubric: Json<Criterion[]>;
	release: Generated<Release>;
	released_at: ColumnType<Date | null, never, Date | null>;
	state: Generated<'draft' | 'published'>;
	opens_at: Date | null;
	due_at: Date | null;
	cutoff_at: Date | null;
	school_year: number;
	number: number;
	copied_from: string | null;
	version: Generated<number>;
	created_at: Date;
	updated_at: Date;
	published_at: ColumnType<Date | null, never, Date | null>;
	archived_at: ColumnType<Date | null, never, Date | null>;
}

interface SubmissionTable {
	id: string;
	assignment_id: string;
	pupil_id: string;
	pupil_ids: string[];
	state: Generated<SubmissionState>;
	attempt: Generated<number>;
	body: Generated<string>;
	document: ColumnType<Document | null, string | null | undefined, string | null>;
	link: string | null;
	files: Generated<string[]>;
	photos: Generated<string[]>;
	bound_file: ColumnType<string | null, never, string | null>;
	bound_pages: ColumnType<number | null, never, number | null>;
	tab: ColumnType<string | null, never, string | null>;
	stopped_code: ColumnType<string | null, never, string | null>;
	revision: Generated<number>;
	created_at: Date;
	updated_at: Date;
	words_at: ColumnType<Date | null, never, Date | null>;
	begun_at: ColumnType<Date | null, never, Date | null>;
	handed_in_at: ColumnType<Date | null, never, Date | null>;
	late: ColumnType<boolean | null, never, boolean | null>;
}

interface ReviewTable {
	id: string;
	assignment_id: string;
	pupil_id: string;
	submission_id: string | null;
	reviewer_id: string | null;
	reviewer_name: Generated<string>;
	state: Generated<'draft' | 'ready' | 'returned'>;
	points: number | null;
	levels: Json<Record<string, number>>;
	rubric: Json<Record<string, number>>;
	body: Generated<string>;
	document: ColumnType<Document | null, string | null | undefined, string | null>;
	next_step: Generated<string>;
	verdict: 'accepted' | 'revise' | null;
	revision: Generated<number>;
	updated_at: Date;
	returned_at: ColumnType<Date | null, never, Date | null>;
	seen_at: ColumnType<Date | null, never, Date | null>;
}

/** What a correction says. */
export interface ReviewContent {
	points: number | null;
	/** Competence key → 1 to 4. */
	levels: Record<string, number>;
	/** Criterion key → place of its step. */
	rubric: Record<string, number>;
	body: string;
	document: Document | null;
	nextStep: string;
	verdict: 'accepted' | 'revise' | null;
	files: string[];
}

export const STAMPS = ['check', 'wrong', 'good', 'question', 'redo'] as const;
export type Stamp = (typeof STAMPS)[number];
/** On one page of a file; places in thousandths of its width and of its height. */
export type PageMark =
	| { id: string; kind: 'pen'; points: number[] }
	| { id: string; kind: 'highlight'; x: number; y: number; w: number; h: number }
	| { id: string; kind: 'text'; x: number; y: number; text: string }
	| { id: string; kind: 'stamp'; x: number; y: number; stamp: Stamp };

declare module '#kernel/schema' {
	interface Schema {
		'assignments.assignment': AssignmentTable;
		'assignments.editor': {
			assignment_id: string;
			person_id: string;
			part: 'owner' | 'co-teacher' | 'replacement';
			added_at: Date;
			/** Of the work: the table fills it in. */
			school_id: ColumnType<string, never, never>;
		};
		'assignments.target': {
			assignment_id: string;
			school_id: string;
			group_id: string | null;
			pupil_id: string | null;
			/** Whom the class or group was when the year of the work ended; null before. */
			last_pupils: ColumnType<string[] | null, never, string[] | null>;
			/** Pupils who were told of it. */
			told: Generated<string[]>;
		};
		'assignments.class_in_july': { group_id: string; school_year: number; pupils: string[]; other_since: Date | null };
		'assignments.stand_in': { teacher_id: string; group_id: string; stand_in_id: string; school_id: string; school_year: number; since: Date };
		'assignments.team': { id: string; assignment_id: string; name: string; pupil_ids: string[] };
		'assignments.allowance': {
			assignment_id: string;
			pupil_id: string;
			due_at: Date | null;
			cutoff_at: Date | null;
			on_paper_at: Date | null;
			set_by: string | null;
			set_at: Date;
		};
		'assignments.opening': { assignment_id: string; pupil_id: string; seen_at: Date };
		'assignments.submission': SubmissionTable;
		'assignments.hand_in': { assignment_id: string; pupil_id: string; submission_id: string; handed_in_at: Date; late: boolean };
		'assignments.receipt': { submission_id: string; number: string; issued_at: Date; statement: string; signature: string; key_id: string };
		'assignments.receipt_past': { number: string; issued_at: Date; signature: string; key_id: string };
		'assignments.farewell': { school_year: number; told_at: Date };
		'assignments.signing_key': { id: string; public_key: string; first_used_at: Date };
		'assignments.review': ReviewTable;
		'assignments.annotation': { review_id: string; file_id: string; page: number; marks: Json<PageMark[]>; revision: Generated<number>; updated_at: Date };
		'assignments.answer': { id: string; review_id: string; author_id: string | null; author_name: string; body: string; written_at: Date };
		'assignments.phrase': { id: string; owner_id: string; body: string; used: Generated<number>; used_at: Date };
		'assignments.reminder': { assignment_id: string; day: string; sent_by: string | null; pupils: number; people: number };
		'assignments.review_past': {
			id: string;
			review_id: string;
			author_id: string | null;
			reason: 'round' | 'replaced' | 'aside';
			content: Json<ReviewContent>;
			kept_at: Date;
		};
		'assignments.archive': {
			id: string;
			kind: Generated<'work' | 'class' | 'pupil'>;
			name: Generated<string>;
			assignment_id: string | null;
			pupil_id: string | null;
			school_year: number | null;
			group_id: string | null;
			asked_by: string;
			state: Generated<'waiting' | 'running' | 'ready' | 'failed'>;
			done: Generated<number>;
			total: Generated<number>;
			done_bytes: Generated<number>;
			total_bytes: Generated<number>;
			bytes: ColumnType<number | null, never, number | null>;
			asked_at: Date;
			ready_at: ColumnType<Date | null, never, Date | null>;
			expires_at: Date;
		};
	}
}
