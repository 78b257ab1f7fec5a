/** Telling moderators of a report, and those who reported of what was decided. As the system: nobody's act but the house's. */
import { sql, type RawBuilder } from 'kysely';
import type { Db } from '#kernel/context';
import { announce } from '#modules/notifications';
import type { JobTools } from '#platform/jobs';
import { m } from '#paraglide/messages.js';

/** Notices are written once for all who are told, in the language of the house. */
const FRENCH = { locale: 'fr' } as const;

const moderatorsOf = (schoolId: string, exceptId: string | null): RawBuilder<unknown> => sql`
	select distinct r.person_id from directory.role r join directory.person p on p.id = r.person_id and p.status = 'active'
	where r.school_id = ${schoolId} and (r.profile = 'principal' or r.delegate) and r.person_id is distinct from ${exceptId}::uuid`;

const departmentPeople = sql`
	select distinct r.person_id from directory.role r join directory.person p on p.id = r.person_id and p.status = 'active' where r.profile = 'department'`;

/** A school where nobody could decide hands the report up. */
export async function tellModerators(tools: JobTools, reportId: string): Promise<void> {
	await tools.database.system(async (db) => {
		const report = await reportOf(db, reportId);
		if (!report) return;
		let { escalated } = report;
		if (!escalated) {
			const { rows } = await sql`${moderatorsOf(report.school_id, report.sender_id)} limit 1`.execute(db);
			escalated = rows.length === 0;
			if (escalated) await db.updateTable('messaging.report').set({ escalated: true }).where('id', '=', reportId).execute();
		}
		await announce(
			db,
			{
				kind: 'moderation',
				key: reportId,
				at: report.reported_at,
				actorName: report.school,
				subject: m.messaging_notice_report({}, FRENCH),
				link: escalated ? '/exploitation/messagerie' : `/administration/messagerie?college=${report.school_id}`,
				schoolId: escalated ? null : report.school_id,
				subjectRef: `report:${reportId}`
			},
			escalated ? departmentPeople : moderatorsOf(report.school_id, report.sender_id)
		);
	});
}

/** The answer a reporter was promised. What happens to the sender is not his business. */
export async function tellReporters(tools: JobTools, reportIds: readonly string[]): Promise<void> {
	await tools.database.system(async (db) => {
		for (const reportId of reportIds) {
			const report = await reportOf(db, reportId);
			if (!report?.reporter_id || report.status === 'open') continue;
			await announce(
				db,
				{
					// Not « moderation », which is for moderators: told as he chose for messages.
					kind: 'message',
					key: `${reportId}:decided`,
					at: report.decided_at ?? tools.clock.now(),
					actorName: report.school,
					subject: report.status === 'removed' ? m.messaging_notice_removed({}, FRENCH) : m.messaging_notice_kept({}, FRENCH),
					link: '/messagerie/absence#signalements',
					schoolId: report.school_id,
					subjectRef: `report:${reportId}`
				},
				[report.reporter_id]
			);
		}
	});
}

function reportOf(db: Db, reportId: string) {
	return db
		.selectFrom('messaging.report as r')
		.innerJoin('directory.school as s', 's.id', 'r.school_id')
		.select(['r.school_id', 's.name as school', 'r.sender_id', 'r.reporter_id', 'r.escalated', 'r.status', 'r.reported_at', 'r.decided_at'])
		.where('r.id', '=', reportId)
		.executeTakeFirst();
}
