import { sql } from 'kysely';
import * as v from 'valibot';
import { schoolsOf, type Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { refuse, refuseField, type Refusal } from '#kernel/errors';
import { id, whole } from '#kernel/input';
import { anyPerson } from '#kernel/policy';
import { isProgramName } from '../content.ts';
import { cleanName } from '../names.ts';
import { MOST_UNDERWAY, PATIENCE_MS, personalQuota, schoolQuota } from '../policy.ts';
import { kept, quotasFor } from '../quotas.ts';

/** A row for a file that is about to be sent. Its bytes go to `/fichiers/envoi/<id>` (tus). */
export const beginUpload = command({
	name: 'files.begin-upload',
	summary: 'Announce a file before its first byte, within what its purpose and one’s quota allow',
	internal: true,
	as: 'system',
	audited: false,
	input: v.object({
		name: v.pipe(v.string('required'), v.maxLength(2_000, 'too-long'), v.transform(cleanName)),
		size: whole(0, Number.MAX_SAFE_INTEGER),
		purpose: v.pipe(v.string('required'), v.regex(/^[a-z-]{1,40}$/, 'invalid')),
		/** A name of the sender's own: the answer may be lost on the line, and what is asked again is not begun again. */
		as: v.optional(id)
	}),
	allow: anyPerson,
	trial: () => ({ name: 'devoir.pdf', size: 1, purpose: 'message' }),
	async run(ctx, { as, ...input }) {
		const begun = as === undefined ? null : await begunAs(ctx, as);
		if (begun) return begun.size === input.size && begun.name === input.name ? { id: begun.id, again: true } : refuse('conflict', { code: 'upload-named-twice' });
		const purpose = await ctx.db.selectFrom('files.purpose').select('most_bytes').where('name', '=', input.purpose).executeTakeFirst();
		if (!purpose) return refuseField('purpose', 'invalid');
		if (isProgramName(input.name)) return refuse('invalid-input', { code: 'file-program' });
		if (input.size > purpose.most_bytes) return refuse('too-large', { code: 'file-too-large', params: { limit: megabytes(purpose.most_bytes) } });
		const room = await hasRoom(ctx, input.size);
		if (room !== true) return room;
		const fileId = ctx.id();
		await ctx.db
			.insertInto('files.file')
			.values({
				id: fileId,
				owner_id: ctx.actor.id,
				school_id: schoolsOf(ctx.actor)[0] ?? null,
				...input,
				refused_code: null,
				sha256: null,
				mime: null,
				created_at: ctx.now,
				expires_at: new Date(ctx.now.getTime() + PATIENCE_MS),
				finished_at: null,
				used_at: null,
				begun_as: as ?? null
			})
			.execute();
		return { id: fileId, again: false };
	}
});

async function begunAs(ctx: Context<Person>, as: string): Promise<{ id: string; name: string; size: number } | undefined> {
	await takeTurn(ctx);
	return ctx.db.selectFrom('files.file').select(['id', 'name', 'size']).where('owner_id', '=', ctx.actor.id).where('begun_as', '=', as).executeTakeFirst();
}

/** One's uploads are begun one after the other: two at once do not both take the last room, or the same name. */
async function takeTurn(ctx: Context<Person>): Promise<void> {
	await sql`select pg_advisory_xact_lock(hashtextextended(${`files of ${ctx.actor.id}`}, 0))`.execute(ctx.db);
}

/** Room in the person's quota and in the school's, with what is already under way. */
async function hasRoom(ctx: Context<Person>, size: number): Promise<true | Refusal> {
	await takeTurn(ctx);
	const quotas = await quotasFor(ctx.db, schoolsOf(ctx.actor));
	const mine = await kept(ctx.db, 'owner_id', ctx.actor.id);
	if (mine.underway >= MOST_UNDERWAY) return refuse('too-many', { code: 'too-many-uploads', params: { limit: MOST_UNDERWAY } });
	const limit = personalQuota(ctx.actor, quotas);
	if (mine.bytes + size > limit)
		return refuse('insufficient-storage', { code: 'quota-reached', params: { limit: megabytes(limit), left: megabytes(Math.max(0, limit - mine.bytes)) } });
	const school = schoolsOf(ctx.actor)[0];
	if (school === undefined) return true;
	const theirs = await kept(ctx.db, 'school_id', school);
	return theirs.bytes + size <= schoolQuota(school, quotas) ? true : refuse('insufficient-storage', { code: 'school-quota-reached' });
}

const megabytes = (bytes: number) => Math.floor(bytes / 1024 / 1024);
