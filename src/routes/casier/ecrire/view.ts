/** What the page of a work shows: the form as typed, what there is to choose from, and what is wrong or worth knowing. */
import type { Output, Refused } from '#app';
import { attachingOf, type Attaching } from '../../../attaching.ts';
import { tidy } from '../../annuaire/words.ts';
import type { WorkFields } from './fields.ts';

const USAGE = 'material';

export type Choices = Output<'assignments.choices'>;
export type Crowded = Output<'assignments.day-load'>;
export type Sheet = Output<'assignments.sheet'>;

export interface View {
	values: WorkFields;
	choices: Choices;
	files: Attaching;
	/** As it is kept; null for what is not kept yet. */
	sheet: Sheet | null;
	/** Pupils by name it is for already, whom the classes shown do not hold. */
	named: { id: string; name: string }[];
	/** Classes that would have too much that day. */
	crowded: Crowded;
	/** As a pupil will see it. */
	shown: Output<'assignments.preview'> | null;
	refused: Refused | null;
	/** « Publier quand même » is asked for. */
	asks: boolean;
}

const NONE: Choices = { now: '', due: '', groups: [], severalSchools: false, subjects: [], pupils: [] };

export async function viewOf(
	locals: App.Locals,
	values: WorkFields,
	more: { sheet?: Sheet | null; refused?: Refused | null; shown?: View['shown']; crowded?: Crowded; asks?: boolean } = {}
): Promise<View> {
	const { sheet = null } = more;
	const there = sheet?.files ?? [];
	const own = values.files.filter((id) => !there.some((file) => file.id === id));
	const [found, files, crowded] = await Promise.all([
		locals.call('assignments.choices', { pupilsOf: values.pupilsOf }),
		attachingOf(locals, own, USAGE),
		more.crowded ?? crowdedBy(locals, values)
	]);
	const choices = found.ok ? found.value : NONE;
	const chosen = values.files.flatMap((id) => [...there, ...files.chosen].find((file) => file.id === id) ?? []);
	const targets = sheet?.targets ?? [];
	return {
		values: { ...values, files: chosen.map((file) => file.id) },
		choices: {
			...choices,
			subjects: choices.subjects.map((label) => tidy(label) ?? label),
			groups: [...choices.groups, ...othersClasses(choices, targets, sheet?.schoolId ?? '')]
		},
		files: { ...files, chosen },
		sheet,
		named: targets.flatMap((target) => (target.pupilId && !choices.pupils.some((pupil) => pupil.id === target.pupilId) ? { id: target.pupilId, name: target.label } : [])),
		crowded,
		shown: more.shown ?? null,
		refused: more.refused ?? (found.ok ? null : found),
		asks: more.asks ?? false
	};
}

/** Classes the work is for that this editor does not teach: they stay to be kept or left out. */
function othersClasses(choices: Choices, targets: Sheet['targets'], schoolId: string): Choices['groups'] {
	return targets.flatMap((target) =>
		target.groupId && !choices.groups.some((group) => group.id === target.groupId) ? { id: target.groupId, label: target.label, kind: 'class' as const, schoolId, school: '' } : []
	);
}

export async function crowdedBy(locals: App.Locals, values: WorkFields): Promise<Crowded> {
	if (values.kind !== 'work' || values.groupIds.length + values.pupilIds.length === 0 || values.dueAt === '') return [];
	const found = await locals.call('assignments.day-load', { groupIds: values.groupIds, pupilIds: values.pupilIds, dueAt: values.dueAt, exceptId: values.key });
	return found.ok ? found.value : [];
}
