import { sql } from 'kysely';
import * as v from 'valibot';
import { administers, holds, type Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { query } from '#kernel/definition';
import { id } from '#kernel/input';
import { provided } from '#kernel/policy';
import { filesOfMessages } from '../attachments.ts';
import { closers } from '../moderators.ts';
import { mayReopen } from '../protection-policy.ts';
import type { Evidence } from '../tables-protection.ts';
import { fullName } from '../words.ts';

const SHOWN = 30;

/**
 * Everything the moderators of a school have to do with; without a school, what is handed up to the
 * département and what is closed anywhere. Row level security keeps a moderator from reports about himself;
 * the operator sees the switches, never what people wrote.
 */
export const moderation = query({
	name: 'messaging.moderation',
	summary: 'Open reports with what was said, suspended people, and what is closed, for a school or the département',
	input: v.object({ school: v.optional(id) }),
	allow: provided(closers, 'of this school; without one, département and operator', (ctx: { actor: Person }, input: { school?: string | undefined }) =>
		input.school ? administers(ctx.actor, input.school) : holds(ctx.actor, 'department', 'operator')
	),
	trial: (world) => ({ school: world.schoolId }),
	async run(ctx, input) {
		const school = input.school ?? null;
		const [reports, suspensions, closures, setting] = await Promise.all([openReports(ctx, school), suspended(ctx, school), closed(ctx, school), chosen(ctx, school)]);
		return { ...reports, suspensions, closures, directionOnly: setting };
	}
});

async function openReports(ctx: Context<Person>, school: string | null) {
	const rows = await ctx.db
		.selectFrom('messaging.report as r')
		.innerJoin('directory.school as s', 's.id', 'r.school_id')
		.leftJoin('directory.person as p', 'p.id', 'r.reporter_id')
		.select([
			'r.id',
			'r.reason',
			'r.comment',
			'r.evidence',
			'r.reported_at as at',
			'r.sender_id as senderId',
			's.name as school',
			'p.kind',
			'p.title',
			'p.given_name',
			'p.family_name',
			sql<number>`count(*) over ()::int`.as('total'),
			sql<number>`(select count(*)::int from messaging.warning w where w.account_id = r.sender_id and w.school_id = r.school_id)`.as('warnings')
		])
		.where('r.status', '=', 'open')
		.$if(school !== null, (all) => all.where('r.school_id', '=', school ?? '').where('r.escalated', '=', false))
		.$if(school === null, (all) => all.where('r.escalated', '=', true))
		// One's own report about somebody handed up is seen for other reasons: it is not for the reporter to decide.
		.where(sql<boolean>`r.sender_id is distinct from ${ctx.actor.id}`)
		.orderBy('r.reported_at')
		.limit(SHOWN)
		.execute();
	const opening = await opened(ctx, rows);
	return {
		open: rows[0]?.total ?? 0,
		reports: rows.map((row) => ({
			id: row.id,
			reason: row.reason,
			comment: row.comment,
			evidence: row.evidence.map(opening),
			at: row.at,
			school: row.school,
			/** Gone, when nobody can be warned or suspended any more. */
			senderThere: row.senderId !== null,
			warnings: row.warnings,
			reporter: row.kind ? fullName({ kind: row.kind, title: row.title, given_name: row.given_name ?? '', family_name: row.family_name ?? '' }) : ''
		}))
	};
}

/** Of the reported message, what its files are: those a moderator opens. Those of the context are only named. */
async function opened(ctx: Context<Person>, reports: readonly { evidence: readonly Evidence[] }[]) {
	const reported = reports.flatMap((row) => row.evidence.filter((said) => said.reported).map((said) => said.id));
	const files = await filesOfMessages(ctx, reported);
	return (said: Evidence) => {
		const there = said.reported ? (files.get(said.id) ?? []) : [];
		const of = (id: string) => there.find((file) => file.id === id) ?? null;
		return { ...said, attachments: said.attachments.map((file) => ({ ...file, opens: shown(of(file.id)) })) };
	};
}

const shown = (file: { mime: string; hasPreview: boolean } | null) => file && { mime: file.mime, hasPreview: file.hasPreview };

async function suspended(ctx: Context<Person>, school: string | null) {
	const rows = await ctx.db
		.selectFrom('messaging.suspension as x')
		.innerJoin('directory.person as p', 'p.id', 'x.account_id')
		.innerJoin('directory.school as s', 's.id', 'x.school_id')
		.select(['x.id', 'x.reason', 'x.starts_at as since', 'x.ends_at as until', 's.name as school', 'p.kind', 'p.title', 'p.given_name', 'p.family_name'])
		.where('x.lifted_at', 'is', null)
		.where((where) => where.or([where('x.ends_at', 'is', null), where('x.ends_at', '>', ctx.now)]))
		.where('x.account_id', '<>', ctx.actor.id)
		.$if(school !== null, (all) => all.where('x.school_id', '=', school ?? ''))
		.orderBy('x.starts_at', 'desc')
		.execute();
	return rows.map((row) => ({ id: row.id, reason: row.reason, since: row.since, until: row.until, school: row.school, name: fullName(row) }));
}

async function closed(ctx: Context<Person>, school: string | null) {
	const rows = await ctx.db
		.selectFrom('messaging.closure as c')
		.leftJoin('directory.school as s', 's.id', 'c.school_id')
		.select(['c.id', 'c.school_id as schoolId', 's.name as school', 'c.profile', 'c.extent', 'c.reason', 'c.closed_at as since', 'c.above'])
		.where('c.reopened_at', 'is', null)
		.$if(school !== null, (all) => all.where((where) => where.or([where('c.school_id', 'is', null), where('c.school_id', '=', school ?? '')])))
		.orderBy('c.closed_at', 'desc')
		.execute();
	return rows.map((row) => ({ ...row, mine: mayReopen(ctx.actor, row) }));
}

async function chosen(ctx: Context<Person>, school: string | null): Promise<boolean> {
	if (school === null) return false;
	const row = await ctx.db.selectFrom('messaging.school_setting').select('families_by_direction').where('school_id', '=', school).executeTakeFirst();
	return row?.families_by_direction ?? false;
}
