import { toString as qrToString } from 'qrcode';
import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { filesOf } from '#modules/files';
import { givenTo, mayAskFor } from '../handing-in/given.ts';
import { teacherName } from '../names.ts';
import { receiptOf, SUBMISSION } from '../handing-in/hand-in.ts';
import { edits } from '../policy.ts';
import { certified, codeOf } from '../handing-in/receipts.ts';

/** A receipt, for who handed in, his team, who answers for them, and the teachers of the work. */
export const receipt = query({
	name: 'assignments.receipt',
	summary: 'The signed receipt of a hand-in, with what it certifies',
	input: v.object({ submissionId: id }),
	allow: provided(anyPerson, 'of his own work or his child’s, or of work he marks', () => true),
	trial: (world) => ({ submissionId: world.handedInId }),
	async run(ctx, input) {
		const row = await ctx.db
			.selectFrom('assignments.submission as s')
			.innerJoin('assignments.assignment as a', 'a.id', 's.assignment_id')
			.leftJoin('directory.person as p', 'p.id', 'a.owner_id')
			.select([
				's.id',
				's.assignment_id',
				's.pupil_id',
				's.pupil_ids',
				's.state',
				's.attempt',
				's.body',
				's.document',
				's.bound_file',
				's.bound_pages',
				's.link',
				's.begun_at',
				's.handed_in_at',
				's.late',
				'a.title',
				'a.subject'
			])
			.select(teacherName.as('teacher'))
			.select(
				sql<
					{ id: string; givenName: string; familyName: string }[]
				>`(select json_agg(json_build_object('id', o.id, 'givenName', o.given_name, 'familyName', o.family_name) order by o.id <> s.pupil_id, o.family_name)
					from directory.person o where o.id = any (s.pupil_ids))`.as('pupils')
			)
			.where('s.id', '=', input.submissionId)
			.where('s.state', 'not in', ['draft', 'sending'])
			.executeTakeFirst();
		if (!row?.handed_in_at) return refuse('not-found');
		const teaches = await edits(ctx, row.assignment_id);
		const mine: string[] = [];
		for (const pupil of row.pupil_ids) if (await mayAskFor(ctx, pupil)) mine.push(pupil);
		if (!teaches && mine.length === 0) return refuse('not-found');
		const proof = await receiptOf(ctx, row.id);
		if (!proof) return refuse('not-found');
		const [pupil] = mine;
		const given = pupil === undefined ? null : await givenTo(ctx, row.assignment_id, pupil);
		const dates = given && !isRefusal(given) ? given.dates : null;
		const code = codeOf(proof.signature);
		const address = `${ctx.ports.config.origin}/casier/verifier?${new URLSearchParams({ numero: proof.number, code }).toString()}`;
		const said = certified(proof.statement);
		const kept = (await filesOf(ctx, SUBMISSION, [row.id])).get(row.id) ?? [];
		return {
			...proof,
			code,
			/** Leads whoever holds the paper to the page that checks it, filled in. */
			address,
			qr: `data:image/svg+xml;base64,${Buffer.from(await qrToString(address, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 })).toString('base64')}`,
			submissionId: row.id,
			assignmentId: row.assignment_id,
			pupilId: row.pupil_id,
			pupils: row.pupils ?? [],
			className: /^classe: (.*)$/m.exec(proof.statement)?.[1] ?? null,
			title: row.title,
			subject: row.subject,
			teacher: row.teacher,
			state: row.state,
			attempt: row.attempt,
			handedInAt: row.handed_in_at,
			late: row.late ?? false,
			body: row.body,
			document: row.document,
			link: row.link,
			dueAt: dates?.dueAt ?? null,
			/** What comes next is its correction. */
			awaited: row.state === 'handed-in' && given !== null && !isRefusal(given) && !given.over && given.returnedAt === null,
			/** Until when it can be replaced; null when it cannot. */
			replaceUntil:
				dates?.dueAt && dates.dueAt > ctx.now && row.state === 'handed-in' && given && !isRefusal(given) && !given.over && given.attempts !== 'one' ? dates.dueAt : null,
			/** As certified, each with what leads to its bytes. */
			files: said.files.map((file, at) => ({ ...file, id: kept[at]?.id ?? null })),
			text: said.text,
			/** The file that was made of photos. */
			bound: row.bound_file && row.bound_pages ? { fileId: row.bound_file, pages: row.bound_pages } : null
		};
	}
});
