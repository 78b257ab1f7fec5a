import { sql, type RawBuilder } from 'kysely';
import * as v from 'valibot';
import type { Db } from '#kernel/context';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { page, whole } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { reachOf } from '#modules/directory';
import { hasNoAccount } from '#modules/identity';
import { addressOf, envelope } from '../audience.ts';
import { people } from '../members.ts';
import { isCampaign, mayKnowWhoNeverCame } from '../policy.ts';
import { fullName } from '../words.ts';

/**
 * Who among the recipients never activated an account, and will not read it: counted for those who send,
 * named where the communication rules let them know the person. Runs as the system, because only its owner
 * sees an account; takes from it but whether there is one, and asks the rules itself.
 */
export const neverCame = query({
	name: 'messaging.recipients-never-came',
	summary: 'Recipients who never activated their account: how many, and who',
	as: 'system',
	input: v.object({ ...envelope, page, size: v.optional(whole(1, 5_000), 30) }),
	allow: provided(anyPerson, 'those who work with families; only about people he may write to', (ctx) => mayKnowWhoNeverCame(ctx.actor)),
	trial: (world) => ({ to: [`group:${world.classId}:guardians`] }),
	async run(ctx, input) {
		const addresses = [...new Set([...input.to, ...input.cc, ...input.bcc])].map(addressOf);
		if (addresses.length === 0) return { count: 0, people: [], pages: 0 };
		const campaign = addresses.filter((one) => isCampaign(ctx.actor, one));
		const others = addresses.filter((one) => !isCampaign(ctx.actor, one));
		const counted = campaign.length === 0 ? 0 : await countOf(ctx.db, sql`(${people(campaign, ctx.actor.id)})`);
		if (others.length === 0) return { count: counted, people: [], pages: 0 };
		const reached = sql`(select distinct one.person_id from (${people(others, ctx.actor.id)}) one join ${reachOf(ctx.actor.id)} r on r.person_id = one.person_id)`;
		const { rows: sizes } = await sql<{ all: number; never: number }>`
			select count(*)::int as all, count(*) filter (where ${hasNoAccount('one.person_id')})::int as never from ${reached} one`.execute(ctx.db);
		const { all, never } = sizes[0] ?? { all: 0, never: 0 };
		if (all === 0) return refuse('not-found', { code: 'recipient-unknown' });
		const { rows } = await sql<{ id: string; kind: 'pupil' | 'adult'; title: string | null; given_name: string; family_name: string }>`
			select p.id, p.kind, p.title, p.given_name, p.family_name from ${reached} one join directory.person p on p.id = one.person_id
			where ${hasNoAccount('one.person_id')} order by p.family_name, p.given_name, p.id limit ${input.size} offset ${(input.page - 1) * input.size}`.execute(ctx.db);
		return { count: counted + never, people: rows.map((row) => ({ id: row.id, name: fullName(row) })), pages: Math.ceil(never / input.size) };
	}
});

async function countOf(db: Db, among: RawBuilder<unknown>): Promise<number> {
	const { rows } = await sql<{ count: number }>`select count(*)::int as count from ${among} one where ${hasNoAccount('one.person_id')}`.execute(db);
	return rows[0]?.count ?? 0;
}
