/** Import of a file by hand, in three steps: read, say which column is what, look and confirm. */
import { sql } from 'kysely';
import * as v from 'valibot';
import { administers, type Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command, query } from '#kernel/definition';
import { refuse, refuseField } from '#kernel/errors';
import { id } from '#kernel/input';
import { administrators } from '#kernel/policy';
import { itsAdministrator } from '../commands/local.ts';
import { applyPlan } from './apply.ts';
import { checkLines, type Problem } from './check.ts';
import { FIELDS, guessMapping, type Kind } from './fields.ts';
import { countPlan, planImport, type Counts } from './plan.ts';
import { readCsv } from './read.ts';

const MOST_PROBLEMS = 100;

interface Draft {
	id: string;
	school_id: string;
	kind: Kind;
	file_name: string;
	encoding: string;
	headers: string[];
	lines: string[][];
	mapping: Record<string, number>;
}

/** One's own draft, while one still administers its school. Also as the system role: said again here. */
async function draftOf(ctx: Context<Person>, draftId: string): Promise<Draft | undefined> {
	const { rows } = await sql<Draft>`select * from directory.csv_draft where id = ${draftId} and created_by = ${ctx.actor.id}`.execute(ctx.db);
	const [draft] = rows;
	return draft && administers(ctx.actor, draft.school_id) ? draft : undefined;
}

/** Step one: the file. */
export const uploadCsv = command({
	name: 'directory.upload-csv',
	summary: 'Read a CSV file of pupils or staff, to be looked at before anything changes',
	internal: true,
	input: v.object({ school: id, kind: v.picklist(['pupils', 'staff'], 'required'), fileName: v.pipe(v.string(), v.maxLength(200)), bytes: v.instance(Uint8Array, 'required') }),
	allow: itsAdministrator,
	trial: (world) => ({ school: world.schoolId, kind: 'staff' as const, fileName: 'a.csv', bytes: new TextEncoder().encode('Nom;Prénom;Fonction\nValland;Rose;CPE') }),
	async run(ctx, input) {
		const read = readCsv(input.bytes);
		if ('refused' in read) return read;
		const draftId = ctx.id();
		await sql`delete from directory.csv_draft where created_by = ${ctx.actor.id}`.execute(ctx.db);
		await sql`insert into directory.csv_draft (id, school_id, created_by, created_at, kind, file_name, encoding, headers, lines, mapping)
			values (${draftId}, ${input.school}, ${ctx.actor.id}, ${ctx.now}, ${input.kind}, ${input.fileName}, ${read.encoding}, ${JSON.stringify(read.headers)}::jsonb, ${JSON.stringify(read.lines)}::jsonb, ${JSON.stringify(guessMapping(input.kind, read.headers))}::jsonb)`.execute(
			ctx.db
		);
		ctx.audit({ schoolId: input.school, details: { lines: read.lines.length } });
		return { id: draftId };
	}
});

/** Step two: which column is what. `map` is field → number of the column, or nothing. */
export const mapCsv = command({
	name: 'directory.map-csv',
	summary: 'Say which column of the file is what',
	internal: true,
	audited: false,
	input: v.object({ id, map: v.record(v.string(), v.union([v.string(), v.number()])) }),
	allow: administrators,
	trial: (world) => ({ id: world.nothing, map: {} }),
	async run(ctx, input) {
		const draft = await draftOf(ctx, input.id);
		if (!draft) return refuse('not-found');
		const mapping: Record<string, number> = {};
		for (const field of FIELDS[draft.kind]) {
			const given = input.map[field.name];
			const column = given === undefined || given === '' ? NaN : Number(given);
			if (Number.isInteger(column) && column >= 0 && column < draft.headers.length) mapping[field.name] = column;
			else if (field.required) return refuseField(field.name, 'csv-column-needed');
		}
		const [twice] = Object.entries(mapping).filter(([name, column]) => Object.entries(mapping).some(([other, same]) => other !== name && same === column));
		if (twice) return refuseField(twice[0], 'csv-column-twice');
		await sql`update directory.csv_draft set mapping = ${JSON.stringify(mapping)}::jsonb where id = ${draft.id}`.execute(ctx.db);
		return {};
	}
});

export interface CsvDraft {
	id: string;
	schoolId: string;
	kind: Kind;
	fileName: string;
	encoding: string;
	headers: string[];
	/** The first lines, to recognise the columns by. */
	sample: string[][];
	lines: number;
	fields: { name: string; required: boolean }[];
	mapping: Record<string, number>;
	complete: boolean;
	/** Once the columns are known. */
	report: { good: number; problems: Problem[]; moreProblems: number; wrongLines: number; counts: Counts } | null;
}

export const csvDraft = query({
	name: 'directory.csv-draft',
	summary: 'The file being imported: its columns, what is wrong line by line, what would change',
	internal: true,
	input: v.object({ id }),
	allow: administrators,
	trial: (world) => ({ id: world.nothing }),
	async run(ctx, input) {
		const draft = await draftOf(ctx, input.id);
		if (!draft) return refuse('not-found');
		const fields = FIELDS[draft.kind];
		const complete = fields.every((field) => !field.required || draft.mapping[field.name] !== undefined);
		const checked = complete ? checkLines(draft.kind, draft.lines, draft.mapping) : null;
		const sheet: CsvDraft = {
			id: draft.id,
			schoolId: draft.school_id,
			kind: draft.kind,
			fileName: draft.file_name,
			encoding: draft.encoding,
			headers: draft.headers,
			sample: draft.lines.slice(0, 3),
			lines: draft.lines.length,
			fields: fields.map(({ name, required }) => ({ name, required })),
			mapping: draft.mapping,
			complete,
			report: checked && {
				good: checked.pupils.length + checked.staff.length,
				problems: checked.problems.slice(0, MOST_PROBLEMS),
				moreProblems: Math.max(0, checked.problems.length - MOST_PROBLEMS),
				wrongLines: new Set(checked.problems.map((one) => one.line)).size,
				counts: countPlan(await planImport(ctx.db, draft.school_id, checked))
			}
		};
		return sheet;
	}
});

/** Step three. The lines that are right, in one transaction; nobody is taken away by a file. */
export const applyCsv = command({
	name: 'directory.apply-csv',
	summary: 'Import the lines of the file that are right, all at once',
	as: 'system',
	internal: true,
	input: v.object({ id }),
	allow: administrators,
	trial: (world) => ({ id: world.nothing }),
	async run(ctx, input) {
		const draft = await draftOf(ctx, input.id);
		if (!draft) return refuse('not-found');
		if (!FIELDS[draft.kind].every((field) => !field.required || draft.mapping[field.name] !== undefined)) return refuse('conflict');
		const checked = checkLines(draft.kind, draft.lines, draft.mapping);
		if (checked.pupils.length + checked.staff.length === 0) return refuse('conflict', { code: 'csv-nothing-good' });
		// Two files at once for one school would each create the same people.
		await sql`select pg_advisory_xact_lock(hashtext(${`directory.csv ${draft.school_id}`}))`.execute(ctx.db);
		const plan = await planImport(ctx.db, draft.school_id, checked);
		const counts = countPlan(plan);
		await applyPlan(ctx, draft.school_id, plan);
		await sql`delete from directory.csv_draft where id = ${draft.id}`.execute(ctx.db);
		const { classesNew, ...numbers } = counts;
		ctx.audit({ schoolId: draft.school_id, details: { ...numbers, classesNew: classesNew.length, wrong: new Set(checked.problems.map((one) => one.line)).size } });
		return counts;
	}
});
