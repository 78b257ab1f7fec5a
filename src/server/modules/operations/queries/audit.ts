import * as v from 'valibot';
import { query } from '#kernel/definition';
import { day, id } from '#kernel/input';
import { operators } from '../policy.ts';

const PER_PAGE = 50;

/** A filter that is not filled in is no filter. */
function filter<S extends v.GenericSchema>(schema: S) {
	return v.optional(
		v.union([
			v.pipe(
				v.literal(''),
				v.transform(() => null)
			),
			schema
		]),
		''
	);
}

/** Acts on people, rights and the installation, with filters; the newest first. */
export const audit = query({
	name: 'operations.audit',
	summary: 'The audit trail, filtered by day, command, person, school and outcome',
	input: v.object({
		from: filter(day),
		to: filter(day),
		command: filter(v.pipe(v.string(), v.trim(), v.regex(/^[a-z.-]{1,80}$/, 'not-a-command'))),
		actor: filter(v.pipe(v.string(), v.trim(), v.uuid('not-an-id'))),
		school: filter(id),
		outcome: filter(v.picklist(['done', 'refused'])),
		/** Given as `next` by the page before. */
		after: filter(v.pipe(v.string(), v.regex(/^\d{1,15}_[0-9a-f-]{36}$/, 'not-found')))
	}),
	allow: operators,
	trial: () => ({}),
	async run(ctx, input) {
		let lines = ctx.db
			.selectFrom('core.audit as a')
			.leftJoin('directory.school as s', 's.id', 'a.school_id')
			.select([
				'a.id',
				'a.at',
				'a.command',
				'a.actor_id',
				'a.actor_label',
				'a.subject_type',
				'a.subject_id',
				'a.school_id',
				's.name as school_name',
				'a.outcome',
				'a.refusal_code',
				'a.details'
			])
			.orderBy('a.at', 'desc')
			.orderBy('a.id', 'desc')
			.limit(PER_PAGE + 1);
		if (input.from) lines = lines.where('a.at', '>=', startOfDay(input.from, 0));
		if (input.to) lines = lines.where('a.at', '<', startOfDay(input.to, 1));
		// « publications. » finds every act of the module.
		if (input.command) lines = lines.where('a.command', input.command.endsWith('.') ? 'like' : '=', input.command.endsWith('.') ? `${input.command}%` : input.command);
		if (input.actor) lines = lines.where((or) => or.or([or('a.actor_id', '=', input.actor), or('a.subject_id', '=', input.actor)]));
		if (input.school) lines = lines.where('a.school_id', '=', input.school);
		if (input.outcome) lines = lines.where('a.outcome', '=', input.outcome);
		if (input.after) {
			const [millis = '', lineId = ''] = input.after.split('_');
			const at = new Date(Number(millis));
			lines = lines.where((or) => or.or([or('a.at', '<', at), or.and([or('a.at', '=', at), or('a.id', '<', lineId)])]));
		}
		const [found, schools] = await Promise.all([lines.execute(), ctx.db.selectFrom('directory.school').select(['id', 'name']).orderBy('name').execute()]);
		const shown = found.slice(0, PER_PAGE);
		const last = shown.at(-1);
		return {
			lines: shown.map((row) => ({
				id: row.id,
				at: row.at,
				command: row.command,
				actorId: row.actor_id,
				actorLabel: row.actor_label,
				subjectType: row.subject_type,
				subjectId: row.subject_id,
				schoolName: row.school_name,
				outcome: row.outcome,
				refusalCode: row.refusal_code,
				details: Object.entries(row.details)
					.map(([name, value]) => `${name} ${value}`)
					.join(', ')
			})),
			next: found.length > PER_PAGE && last ? `${last.at.getTime()}_${last.id}` : null,
			schools
		};
	}
});

/** Midnight in Paris, `more` days later. */
function startOfDay(text: string, more: number): Date {
	const noon = new Date(Date.parse(`${text}T12:00:00Z`) + more * 86_400_000);
	const hour = Number(new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', hour: '2-digit', hourCycle: 'h23' }).format(noon));
	return new Date(noon.getTime() - hour * 3_600_000);
}
