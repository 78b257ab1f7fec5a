import { teacherName } from '../names.ts';
import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { id } from '#kernel/input';
import type { Document } from '#kernel/document';
import { filesOf } from '#modules/files';
import { ofOneselfOrChild } from '../handing-in/given.ts';
import { targetsOf } from '../for-whom.ts';
import { MATERIAL } from '../giving/writing.ts';
import { schoolYear } from '../years/years.ts';

const MOST = 60;

interface Row {
	id: string;
	kind: 'box' | 'drop';
	title: string;
	subject: string;
	teacher: string;
	body: string;
	document: Document | null;
	opensAt: Date;
	/** When something was last put into a box. */
	handedInAt: Date | null;
}

/** Boxes of one's classes, always open, and what teachers have left for one; the latest first. */
export const shelf = query({
	name: 'assignments.shelf',
	summary: 'Open boxes of a pupil’s classes, and documents his teachers left for him (oneself, or one’s child)',
	input: v.object({ pupilId: v.optional(id) }),
	allow: ofOneselfOrChild,
	trial: (world) => ({ pupilId: world.pupilId }),
	async run(ctx, input) {
		const pupilId = input.pupilId ?? ctx.actor.id;
		const { rows } = await sql<Row>`
			select a.id, a.kind, a.title, a.subject, ${teacherName} as teacher, a.body, a.document, a.opens_at as "opensAt",
				h.handed_in_at as "handedInAt"
			from assignments.assignment a left join directory.person p on p.id = a.owner_id
				left join assignments.hand_in h on h.assignment_id = a.id and h.pupil_id = ${pupilId}
			where a.id in ${targetsOf(pupilId)} and a.kind <> 'work' and a.state = 'published' and a.opens_at <= ${ctx.now} and a.archived_at is null
				and a.school_year = ${schoolYear(ctx.now)}
			order by a.opens_at desc, a.id limit ${MOST}`.execute(ctx.db);
		const files = await filesOf(
			ctx,
			MATERIAL,
			rows.map((row) => row.id)
		);
		const all = rows.map((row) => ({ ...row, files: files.get(row.id) ?? [] }));
		return { boxes: all.filter((one) => one.kind === 'box'), drops: all.filter((one) => one.kind === 'drop') };
	}
});
