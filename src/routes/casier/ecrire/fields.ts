/** Work as its form holds it: text only, as typed; and what the commands take of it. */
import { randomUUID } from 'node:crypto';
import type { Output } from '#app';
import { listOf, textOf } from '../../messagerie/typed.ts';

/** A competence, or a criterion with its steps. */
export interface CriterionFields {
	key: string;
	label: string;
	steps: { label: string; points: string }[];
}

export interface WorkFields {
	/** Empty before it is kept for the first time; then `key` is its id. */
	version: string;
	key: string;
	kind: 'work' | 'box' | 'drop';
	title: string;
	subject: string;
	body: string;
	/** ProseMirror JSON, or nothing. */
	document: string;
	files: string[];
	groupIds: string[];
	/** Classes whose pupils are shown to choose from. */
	pupilsOf: string[];
	pupilIds: string[];
	expects: string[];
	fileTypes: string[];
	mostFiles: string;
	minutes: string;
	grouped: string;
	attempts: string;
	marking: string;
	mostPoints: string;
	competences: { key: string; label: string }[];
	rubric: CriterionFields[];
	release: string;
	opensAt: string;
	dueAt: string;
	/** Days; `date` where one is given. */
	grace: string;
	cutoffAt: string;
}

export const KINDS = ['work', 'box', 'drop'] as const;
/** Of the address: « ?type=casier ». */
export const KIND_OF = { travail: 'work', casier: 'box', document: 'drop' } as const;
const STEPS = 4;
const fresh = () => randomUUID();

export function blank(kind: WorkFields['kind'], due: string): WorkFields {
	return {
		version: '',
		key: fresh(),
		kind,
		title: '',
		subject: '',
		body: '',
		document: '',
		files: [],
		groupIds: [],
		pupilsOf: [],
		pupilIds: [],
		expects: ['file', 'photo'],
		fileTypes: [],
		mostFiles: '10',
		minutes: '',
		grouped: '',
		attempts: 'several',
		marking: 'comments',
		mostPoints: '20',
		competences: [],
		rubric: [],
		release: 'each',
		opensAt: '',
		dueAt: kind === 'work' ? due : '',
		grace: '2',
		cutoffAt: ''
	};
}

export function fromSheet(sheet: Output<'assignments.sheet'>): WorkFields {
	return {
		version: String(sheet.version),
		key: sheet.id,
		kind: sheet.kind,
		title: sheet.title,
		subject: sheet.subject,
		body: sheet.body,
		document: sheet.document ? JSON.stringify(sheet.document) : '',
		files: sheet.files.map((file) => file.id),
		groupIds: sheet.targets.flatMap((target) => target.groupId ?? []),
		pupilsOf: [],
		pupilIds: sheet.targets.flatMap((target) => target.pupilId ?? []),
		expects: [...sheet.expects],
		fileTypes: [...sheet.fileTypes],
		mostFiles: String(sheet.mostFiles),
		minutes: sheet.minutes === null ? '' : String(sheet.minutes),
		grouped: sheet.grouped ? 'true' : '',
		attempts: sheet.attempts,
		marking: sheet.marking,
		mostPoints: sheet.mostPoints === null ? '20' : number(sheet.mostPoints),
		competences: sheet.competences.map((one) => ({ ...one })),
		rubric: sheet.rubric.map((one) => ({ ...one, steps: one.steps.map((step) => ({ label: step.label, points: number(step.points) })) })),
		release: sheet.release,
		...sheet.walls
	};
}

/** 7,5 as people write it here. */
const number = (value: number) => String(value).replace('.', ',');

/** The form as it came: with a line added, or one taken away, where a button asked for it. */
export function typedOf(form: Record<string, string | string[]>): WorkFields {
	const one = (name: string) => textOf(form[name]);
	const many = (name: string) => [...new Set(listOf(form[name]))];
	const kind = KINDS.find((known) => known === one('kind')) ?? 'work';
	const gone = listOf(form['retirer']);
	const added = one('ajouter');
	const competences = rows(form, 'competence').filter((row) => !gone.includes(row.key));
	const rubric = rows(form, 'criterion')
		.filter((row) => !gone.includes(row.key))
		.map((row) => ({
			...row,
			steps: Array.from({ length: STEPS }, (_none, at) => ({ label: one(`step-${row.key}-${at}`), points: one(`points-${row.key}-${at}`) }))
		}));
	if (added === 'competence') competences.push({ key: fresh(), label: '' });
	if (added === 'criterion') rubric.push({ key: fresh(), label: '', steps: Array.from({ length: STEPS }, () => ({ label: '', points: '' })) });
	return {
		version: one('over') || one('version'),
		key: one('key') || fresh(),
		kind,
		title: one('title'),
		subject: one('subject'),
		body: one('body'),
		document: one('document'),
		files: many('files').filter((id) => !listOf(form['enlever']).includes(id)),
		groupIds: many('groupIds'),
		pupilsOf: many('pupilsOf'),
		pupilIds: many('pupilIds'),
		expects: many('expects'),
		fileTypes: many('fileTypes'),
		mostFiles: one('mostFiles'),
		minutes: one('minutes'),
		grouped: one('grouped'),
		attempts: one('attempts') || 'several',
		marking: one('marking') || 'comments',
		mostPoints: one('mostPoints'),
		competences,
		rubric,
		release: one('release') || 'each',
		opensAt: one('opensAt'),
		dueAt: one('dueAt'),
		grace: one('grace'),
		cutoffAt: one('cutoffAt')
	};
}

/** Lines of a form, each named by its key: `competence` and `competence-key`, one beside the other. */
function rows(form: Record<string, string | string[]>, name: string): { key: string; label: string }[] {
	const keys = [form[`${name}-key`] ?? []].flat();
	return keys.map((key) => ({ key, label: textOf(form[`${name}-${key}`]) }));
}

/** What the commands take: lines left empty are none, a field of another kind of work is left out. */
export function inputOf(fields: WorkFields): Record<string, unknown> {
	const { version: _version, key: _key, pupilsOf: _pupilsOf, competences, rubric, expects, ...rest } = fields;
	const work = fields.kind === 'work';
	return {
		...rest,
		expects: fields.kind === 'drop' ? ['file'] : expects,
		mostFiles: fields.mostFiles || '10',
		mostPoints: fields.marking === 'points' ? fields.mostPoints : '',
		grace: work ? fields.grace : '',
		cutoffAt: work && fields.grace === 'date' ? fields.cutoffAt : '',
		dueAt: work ? fields.dueAt : '',
		marking: work ? fields.marking : 'comments',
		competences: JSON.stringify(competences.filter((one) => one.label.trim() !== '')),
		rubric: JSON.stringify(
			rubric
				.map((one) => ({ ...one, steps: one.steps.filter((step) => step.label.trim() !== '' || step.points.trim() !== '') }))
				.filter((one) => one.label.trim() !== '' || one.steps.length > 0)
		)
	};
}
