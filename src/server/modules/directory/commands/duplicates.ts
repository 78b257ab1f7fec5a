/** Two entries that may be one human being: proposed by the import, decided by people, never alone. */
import { sql } from 'kysely';
import * as v from 'valibot';
import { administers, holds, type Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { refuse, type Refusal } from '#kernel/errors';
import { id } from '#kernel/input';
import { profiles, provided } from '#kernel/policy';
import { takeOverAccount } from '#modules/identity';
import { refreshSearch } from '../rules/refresh.ts';
import { heldBy } from './local.ts';

const Pair = v.object({ keep: id, drop: id });

/**
 * Both must be people of a school one administers: nobody gives a parent of his school the rights of a
 * teacher of another. Across schools, the département or the operator decides.
 */
async function mayDecide(ctx: Context<Person>, input: { keep: string; drop: string }): Promise<true | Refusal> {
	const {
		rows: [pair]
	} = await sql`select 1 from directory.suspected_duplicate where status = 'open'
		and first_id = least(${input.keep}::uuid, ${input.drop}::uuid) and second_id = greatest(${input.keep}::uuid, ${input.drop}::uuid)`.execute(ctx.db);
	if (!pair) return refuse('not-found');
	if (holds(ctx.actor, 'department', 'operator')) return true;
	const both = await Promise.all([heldBy(ctx.db, input.keep), heldBy(ctx.db, input.drop)]);
	const here = both.map((one) => one?.roles.some((role) => role.schoolId !== null && administers(ctx.actor, role.schoolId)) ?? false);
	if (!here.includes(true)) return refuse('not-found');
	const above = both.some((one) => one?.roles.some((role) => ['principal', 'department', 'academy', 'operator'].includes(role.profile) || role.delegate));
	return here.every(Boolean) && !above ? true : refuse('forbidden', { code: 'duplicate-elsewhere' });
}

const deciders = provided(profiles('principal', 'staff', 'teacher', 'department', 'operator'), 'who administers the school of both, the département, the operator', mayDecide);

/** Make one account of two: `keep` takes over roles, classes, children, messages and keys of `drop`, whose login opens it too. */
export const mergeDuplicate = command({
	name: 'directory.merge-duplicate',
	summary: 'Make one account of two that are the same human being',
	as: 'system',
	input: Pair,
	allow: deciders,
	trial: (world) => ({ keep: world.guardianId, drop: world.teacherId }),
	async run(ctx, input) {
		const { keep, drop } = input;
		const { rows: two } = await sql<{
			id: string;
			kind: string;
		}>`select id, kind from directory.person where id in (${keep}, ${drop}) and status in ('active', 'blocked') for update`.execute(ctx.db);
		if (two.length !== 2 || two[0]?.kind !== two[1]?.kind) return refuse('conflict');
		// What both have stays once; the rest changes hands.
		await sql`update directory.role r set person_id = ${keep} where r.person_id = ${drop}
			and not exists (select from directory.role k where k.person_id = ${keep} and k.school_id is not distinct from r.school_id and k.profile = r.profile)`.execute(ctx.db);
		await sql`update directory.role k set delegate = true from directory.role r where k.person_id = ${keep} and r.person_id = ${drop} and r.delegate
			and k.school_id is not distinct from r.school_id and k.profile = r.profile`.execute(ctx.db);
		await sql`delete from directory.role where person_id = ${drop}`.execute(ctx.db);
		await sql`update directory.membership m set person_id = ${keep} where m.person_id = ${drop}
			and not exists (select from directory.membership k where k.group_id = m.group_id and k.person_id = ${keep} and k.role = m.role and k.subject = m.subject)`.execute(ctx.db);
		await sql`delete from directory.membership where person_id = ${drop}`.execute(ctx.db);
		for (const [mine, other] of [
			['guardian_id', 'pupil_id'],
			['pupil_id', 'guardian_id']
		] as const) {
			await sql`update directory.guardianship g set ${sql.ref(mine)} = ${keep} where g.${sql.ref(mine)} = ${drop} and g.${sql.ref(other)} <> ${keep}
				and not exists (select from directory.guardianship k where k.${sql.ref(mine)} = ${keep} and k.${sql.ref(other)} = g.${sql.ref(other)})`.execute(ctx.db);
		}
		await sql`delete from directory.guardianship where guardian_id = ${drop} or pupil_id = ${drop}`.execute(ctx.db);
		await sql`update directory.source_record set person_id = ${keep} where person_id = ${drop}`.execute(ctx.db);
		await sql`update directory.login set person_id = ${keep} where person_id = ${drop}`.execute(ctx.db);
		await sql`update directory.groups set owner_id = ${keep} where owner_id = ${drop}`.execute(ctx.db);
		await sql`update directory.person k set birth_date = coalesce(k.birth_date, d.birth_date), email = coalesce(k.email, d.email), mobile = coalesce(k.mobile, d.mobile),
				phone = coalesce(k.phone, d.phone), street = coalesce(k.street, d.street), postal_code = coalesce(k.postal_code, d.postal_code), city = coalesce(k.city, d.city), updated_at = ${ctx.now}
			from directory.person d where k.id = ${keep} and d.id = ${drop}`.execute(ctx.db);
		// The row stays: what was written under it keeps its name, and its login is nobody else's.
		await sql`update directory.person set status = 'erased', email = null, mobile = null, phone = null, street = null, postal_code = null, city = null, birth_date = null, updated_at = ${ctx.now} where id = ${drop}`.execute(
			ctx.db
		);
		await decided(ctx, input, 'merged');
		await sql`delete from directory.suspected_duplicate where status = 'open' and ${drop} in (first_id, second_id)`.execute(ctx.db);
		await takeOverAccount(ctx, keep, drop);
		// Mailboxes are large: messages and files follow in jobs, within seconds.
		for (const job of ['messaging.follow-person', 'files.follow-person']) await ctx.enqueue(job, { from: drop, to: keep });
		await ctx.notify('session', keep);
		const held = await heldBy(ctx.db, keep);
		await refreshSearch(ctx.db, held?.roles.flatMap((role) => role.schoolId ?? []) ?? []);
		ctx.audit({ subject: { type: 'person', id: keep }, schoolId: held?.roles.find((role) => role.schoolId)?.schoolId ?? null, details: { merged: drop } });
		return {};
	}
});

/** « Ce sont deux personnes » */
export const dismissDuplicate = command({
	name: 'directory.dismiss-duplicate',
	summary: 'Say that two entries are two different people',
	as: 'system',
	input: Pair,
	allow: deciders,
	trial: (world) => ({ keep: world.guardianId, drop: world.teacherId }),
	async run(ctx, input) {
		await decided(ctx, input, 'dismissed');
		ctx.audit({ subject: { type: 'person', id: input.keep }, details: { other: input.drop } });
		return {};
	}
});

async function decided(ctx: Context<Person>, pair: { keep: string; drop: string }, status: 'merged' | 'dismissed'): Promise<void> {
	await sql`update directory.suspected_duplicate set status = ${status} where first_id = least(${pair.keep}::uuid, ${pair.drop}::uuid) and second_id = greatest(${pair.keep}::uuid, ${pair.drop}::uuid)`.execute(
		ctx.db
	);
}
