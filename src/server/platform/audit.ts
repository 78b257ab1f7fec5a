import type { AuditLine } from '#kernel/run';
import type { Db } from '#kernel/context';

/** Append one line to the audit trail, in the caller's transaction. */
export async function writeAudit(db: Db, line: AuditLine): Promise<void> {
	await db
		.insertInto('core.audit')
		.values({
			id: line.id,
			at: line.at,
			command: line.command,
			actor_id: line.actorId,
			actor_label: line.actorLabel,
			subject_type: line.subject?.type ?? null,
			subject_id: line.subject?.id ?? null,
			school_id: line.schoolId ?? null,
			outcome: line.outcome,
			refusal_code: line.refusalCode,
			details: JSON.stringify(line.details ?? {}) as unknown as Record<string, string | number>
		})
		.execute();
}
