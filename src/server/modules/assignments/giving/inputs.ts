/** What work to hand in is made of, as a form or JSON gives it, and what it comes to in the table. */
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { textOf, typed } from '#kernel/document';
import { refuse, type FieldErrors, type Refusal } from '#kernel/errors';
import { flag, given, id, list, moment, optionalText, text, whole } from '#kernel/input';
import { parisInstant, parisWall } from '#kernel/paris-time';
import { givableGroups, givablePupils } from './givable.ts';
import { afterItsYear, lastMoment } from '../years/years.ts';
import { ATTEMPTS, EXPECTS, FILE_TYPES, KINDS, MARKINGS, RELEASES, type Competence, type Criterion } from '../tables.ts';

/** A number of points, as people write it: 20, 7,5. */
export const points = v.pipe(
	v.union(
		[
			v.number(),
			v.pipe(
				v.string(),
				v.trim(),
				v.regex(/^\d{1,4}([.,]\d{1,2})?$/, 'not-a-mark'),
				v.transform((value) => Number(value.replace(',', '.')))
			)
		],
		'not-a-mark'
	),
	v.minValue(0, 'not-a-mark'),
	v.maxValue(1000, 'not-a-mark')
);

/** A structure that a form sends as JSON text, and JSON as it is. */
export function structure<S extends v.GenericSchema>(schema: S) {
	return v.optional(
		v.union([
			v.pipe(
				v.string(),
				v.maxLength(20_000, 'too-long'),
				v.rawTransform(({ dataset, addIssue, NEVER }): unknown => {
					try {
						return dataset.value === '' ? [] : JSON.parse(dataset.value);
					} catch {
						addIssue({ message: 'invalid' });
						return NEVER;
					}
				}),
				schema
			),
			schema
		]),
		[] as never
	);
}

const key = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,36}$/, 'invalid'));
const competence = v.object({ key, label: text(120) });
/** What is missing in a criterion is said by its name: `rubricFault`. */
const criterion = v.object({
	key,
	label: optionalText(120),
	steps: v.pipe(v.array(v.object({ label: optionalText(120), points })), v.maxLength(8, 'too-many'))
});

/** May be empty in a draft; `publish` says what is missing. */
export const contentEntries = {
	kind: v.optional(v.picklist(KINDS), 'work'),
	title: text(140),
	subject: optionalText(60),
	...typed,
	expects: list(v.picklist(EXPECTS), EXPECTS.length),
	fileTypes: list(v.picklist(FILE_TYPES), FILE_TYPES.length),
	mostFiles: v.optional(whole(1, 20), 10),
	minutes: given(whole(1, 600)),
	grouped: flag,
	attempts: v.optional(v.picklist(ATTEMPTS), 'several'),
	marking: v.optional(v.picklist(MARKINGS), 'comments'),
	mostPoints: given(points),
	competences: structure(v.pipe(v.array(competence), v.maxLength(12, 'too-many'))),
	rubric: structure(v.pipe(v.array(criterion), v.maxLength(12, 'too-many'))),
	release: v.optional(v.picklist(RELEASES), 'each'),
	opensAt: moment,
	dueAt: moment,
	cutoffAt: moment,
	/** Days for which late is accepted, in place of a date: 0 is not at all; `date` asks for the date. */
	grace: given(v.union([v.literal('date'), whole(0, 60)])),
	/** Classes and groups; pupils by name. */
	groupIds: list(id, 30),
	pupilIds: list(id, 200),
	/** Finished uploads of one's own that go with it, in their order; those it has already may be named too. */
	files: list(id, 20)
};
export type Content = v.InferOutput<v.ObjectSchema<typeof contentEntries, undefined>>;

/** Until when late is accepted: the date given, or so many days after the due date at its hour in Paris. */
export function cutoffOf(input: Pick<Content, 'dueAt' | 'cutoffAt' | 'grace'>): Date | null {
	if (input.grace === undefined || input.grace === 'date') return input.cutoffAt;
	return input.dueAt === null || input.grace === 0 ? null : daysLater(input.dueAt, input.grace);
}

/** The same hour of Paris, so many days later. */
export function daysLater(at: Date, days: number): Date {
	const wall = parisWall(at);
	const noon = new Date(`${wall.slice(0, 10)}T12:00:00Z`);
	noon.setUTCDate(noon.getUTCDate() + days);
	return parisInstant(`${noon.toISOString().slice(0, 10)}${wall.slice(10)}`);
}

/** What a new work is due at, until its author says otherwise: in a week, at 18 h in Paris; in the last week of July, when the year ends. */
export function inAWeek(now: Date): Date {
	const inSevenDays = daysLater(parisInstant(`${parisWall(now).slice(0, 10)}T18:00`), 7);
	const last = lastMoment(now);
	return inSevenDays < last ? inSevenDays : last;
}

/** The columns of a content. Points and competences are kept only where they are used. */
export function columns(input: Content) {
	const { body, document } = textOf(input);
	return {
		title: input.title,
		subject: input.subject,
		body,
		document: document ? JSON.stringify(document) : null,
		expects: input.expects.length > 0 ? input.expects : (['file'] as const).slice(),
		file_types: input.fileTypes,
		most_files: input.mostFiles,
		minutes: input.minutes ?? null,
		grouped: input.kind === 'work' && input.grouped,
		attempts: input.attempts,
		marking: input.marking,
		most_points: input.marking === 'points' ? (input.mostPoints ?? null) : null,
		competences: JSON.stringify(input.marking === 'levels' ? input.competences : ([] satisfies Competence[])),
		rubric: JSON.stringify(input.marking === 'points' ? input.rubric : ([] satisfies Criterion[])),
		release: input.release,
		opens_at: input.opensAt,
		due_at: input.kind === 'work' ? input.dueAt : null,
		cutoff_at: input.kind === 'work' ? cutoffOf(input) : null
	};
}

/** Whom the work is for already: who teaches with its author, or stands in for him, keeps them without teaching them. */
export interface Already {
	schoolId: string | null;
	groupIds: readonly string[];
	pupilIds: readonly string[];
}
const NOBODY: Already = { schoolId: null, groupIds: [], pupilIds: [] };

/**
 * What a schema cannot see: dates in their order and in the school year of the work (null: it has none yet), classes and
 * pupils of one school where the person teaches.
 */
export async function checkContent(ctx: Context<Person>, input: Content, year: number | null, before: Already = NOBODY): Promise<{ schoolId: string } | Refusal> {
	const fields = input.kind === 'work' ? afterItsYear({ dueAt: input.dueAt, cutoffAt: cutoffOf(input) }, year, typeof input.grace === 'number' ? 'grace' : 'cutoffAt') : {};
	if (input.opensAt && input.dueAt && input.dueAt <= input.opensAt) fields.dueAt = { code: 'due-before-opening' };
	const cutoff = cutoffOf(input);
	if (cutoff && !input.dueAt) fields.dueAt = { code: 'required' };
	if (cutoff && input.dueAt && cutoff < input.dueAt) fields.cutoffAt = { code: 'cutoff-before-due' };
	if (input.grace === 'date' && !cutoff) fields.cutoffAt = { code: 'required' };
	if (input.marking === 'points') Object.assign(fields, pointsFaults(input));
	const school = await schoolOf(ctx, input, before);
	if (school === null) fields.groupIds = { code: 'choose-a-class' };
	else if (school === 'foreign') return refuse('forbidden', { fields: { ...fields, groupIds: { code: 'not-your-class' } } });
	if (Object.keys(fields).length > 0 || school === null) return refuse('invalid-input', { fields });
	return { schoolId: school };
}

/** A mark on nothing, or a criterion that says no name or no step. */
function pointsFaults({ mostPoints, rubric }: Content): FieldErrors {
	const nameless = rubric.find((one) => one.label === '' || one.steps.some((step) => step.label === ''));
	const stepless = rubric.find((one) => one.steps.length === 0);
	return {
		...(mostPoints !== undefined && mostPoints < 1 ? { mostPoints: { code: 'too-small', params: { limit: 1 } } } : {}),
		...(stepless ? { rubric: { code: 'criterion-without-step', params: { name: stepless.label } } } : {}),
		...(nameless ? { rubric: { code: 'criterion-without-name' } } : {})
	};
}

/** The one school of all that is named; `foreign` when some of it is not the actor's to give work to. */
async function schoolOf(ctx: Context<Person>, input: Content, before: Already): Promise<string | 'foreign' | null> {
	if (input.groupIds.length + input.pupilIds.length === 0) return null;
	const groups = [...new Set(input.groupIds)].filter((one) => !before.groupIds.includes(one));
	const pupils = [...new Set(input.pupilIds)].filter((one) => !before.pupilIds.includes(one));
	const places = await placesOf(ctx, groups, pupils);
	if (places === 'foreign') return 'foreign';
	const kept = groups.length < input.groupIds.length || pupils.length < input.pupilIds.length;
	const schools = new Set([...places, ...(kept && before.schoolId ? [before.schoolId] : [])]);
	return schools.size === 1 ? ([...schools][0] ?? null) : 'foreign';
}

/** The schools of these groups and pupils, each of which the actor may give work to. */
async function placesOf(ctx: Context<Person>, groups: readonly string[], pupils: readonly string[]): Promise<string[] | 'foreign'> {
	const found = await givableGroups(ctx, groups);
	if (found.length < groups.length) return 'foreign';
	const taught = await givablePupils(ctx, pupils);
	if (new Set(taught.map((row) => row.person_id)).size < pupils.length) return 'foreign';
	return [...found, ...taught].map((row) => row.school_id);
}
