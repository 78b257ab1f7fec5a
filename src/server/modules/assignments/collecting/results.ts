/** A work and how everybody did, as lines of a table: downloaded by the teacher, and laid into each zip. */
import { m } from '#paraglide/messages.js';
import type { Context } from '#kernel/context';
import { parisWall } from '#kernel/paris-time';
import { collectedOf } from './collected.ts';
import { csv } from './csv.ts';
import { levelWord } from '../correcting/levels.ts';

const moment = (at: Date | null) => (at === null ? null : parisWall(at).replace('T', ' '));

/** `names`: of the files in the zip, by pupil. */
export async function resultsOf(
	ctx: Pick<Context, 'db'>,
	assignmentId: string,
	groupId: string,
	locale: 'fr' | 'en',
	names: ReadonlyMap<string, readonly string[]> | null = null
): Promise<string> {
	const work = await ctx.db
		.selectFrom('assignments.assignment')
		.select(['kind', 'marking', 'most_points as mostPoints', 'competences', 'rubric', 'title'])
		.where('id', '=', assignmentId)
		.executeTakeFirstOrThrow();
	const pupils = await collectedOf(ctx, assignmentId, groupId);
	const more = await ctx.db
		.selectFrom('assignments.review as r')
		.select(['r.pupil_id', 'r.levels', 'r.rubric', 'r.body', 'r.next_step'])
		.where('r.assignment_id', '=', assignmentId)
		.execute();
	const links = await ctx.db
		.selectFrom('assignments.hand_in as h')
		.innerJoin('assignments.submission as s', 's.id', 'h.submission_id')
		.leftJoin('assignments.receipt as r', 'r.submission_id', 's.id')
		.select(['h.pupil_id', 's.link', 'r.number'])
		.where('h.assignment_id', '=', assignmentId)
		.execute();
	const say = { locale };
	const inTeams = pupils.some((one) => one.team.length > 0);
	const head = [
		m.assignments_csv_family_name({}, say),
		m.assignments_csv_given_name({}, say),
		m.assignments_csv_class({}, say),
		...(inTeams ? [m.assignments_csv_team({}, say), m.assignments_csv_handed_in_by({}, say)] : []),
		m.assignments_csv_state({}, say),
		m.assignments_csv_handed_in({}, say),
		m.assignments_csv_version({}, say),
		m.assignments_csv_receipt({}, say),
		m.assignments_csv_link({}, say),
		...(names ? [m.assignments_csv_files({}, say)] : []),
		...(work.marking === 'points' ? [m.assignments_csv_points({ most: work.mostPoints ?? 0 }, say)] : []),
		...work.competences.map((one) => one.label),
		...work.rubric.map((one) => one.label),
		m.assignments_csv_correction({}, say),
		m.assignments_csv_comment({}, say),
		m.assignments_csv_next({}, say)
	];
	const state = (one: (typeof pupils)[number]) => {
		if (one.handedInAt === null) return one.onPaperAt ? m.assignments_on_paper({}, say) : work.kind === 'work' ? m.assignments_csv_missing({}, say) : null;
		// In a box nothing is late.
		if (work.kind !== 'work') return m.assignments_in({}, say);
		return one.late ? m.assignments_late({}, say) : m.assignments_csv_in_time({}, say);
	};
	const reviewed = { draft: m.assignments_csv_draft({}, say), ready: m.assignments_csv_ready({}, say), returned: m.assignments_csv_returned({}, say) };
	return csv([
		head,
		...pupils.map((one) => {
			const review = more.find((row) => row.pupil_id === one.pupilId);
			const link = links.find((row) => row.pupil_id === one.pupilId);
			return [
				one.familyName,
				one.givenName,
				one.className,
				// The same words for all of a team: the table is sorted by them.
				...(inTeams ? [one.team.map((mate) => mate.name).join(', '), one.submissionId && (one.handedInBy ?? `${one.givenName} ${one.familyName}`)] : []),
				state(one),
				moment(one.handedInAt ?? one.onPaperAt),
				one.attempt,
				link?.number ?? null,
				link?.link ?? null,
				...(names ? [(names.get(one.pupilId) ?? []).join(', ')] : []),
				...(work.marking === 'points' ? [one.points] : []),
				...work.competences.map(({ key }) => levelWord(review?.levels[key], locale)),
				...work.rubric.map(({ key, steps }) => steps[review?.rubric[key] ?? -1]?.label ?? null),
				one.review ? reviewed[one.review] : null,
				review?.body ?? null,
				review?.next_step ?? null
			];
		})
	]);
}
