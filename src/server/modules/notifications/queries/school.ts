import { sql } from 'kysely';
import * as v from 'valibot';
import { administers } from '#kernel/actor';
import { query } from '#kernel/definition';
import { id, page } from '#kernel/input';
import { administrators, provided } from '#kernel/policy';
import type { Zone } from '../tables.ts';

const PAGE = 30;

/** Quiet hours of a school, the next holidays, and the people whose mail does not arrive. */
export const school = query({
	name: 'notifications.school',
	summary: 'Quiet hours of a school, its next holidays, and the people whose mail address does not work',
	input: v.object({ school: id, page }),
	allow: provided(administrators, 'of that school', (ctx, input: { school: string }) => administers(ctx.actor, input.school)),
	trial: (world) => ({ school: world.schoolId, page: 1 }),
	async run(ctx, input) {
		const [hours, own, next, bounced] = await Promise.all([
			sql<{ zone: Zone; starts: string; ends: string; weekends: boolean; holidays: boolean; opens: Date }>`
				select h.*, notifications.opening(${ctx.now}, h.zone, h.starts, h.ends, h.weekends, h.holidays, null, null) as opens
				from notifications.school_hours_of(${input.school}) h`.execute(ctx.db),
			ctx.db.selectFrom('notifications.school_hours').select('zone').where('school_id', '=', input.school).executeTakeFirst(),
			sql<{ label: string; first: string; last: string }>`
				select label, first, last from notifications.holiday
				where zone = (select zone from notifications.school_hours_of(${input.school})) and last >= (${ctx.now}::timestamptz at time zone 'Europe/Paris')::date
				order by first limit 4`.execute(ctx.db),
			sql<{ id: string; given_name: string; family_name: string; profile: string; email: string; at: Date; total: number }>`
				select p.id, p.given_name, p.family_name, min(r.profile) as profile, b.email, b.at, count(*) over ()::int as total
				from notifications.bounce b
				join directory.person p on p.id = b.account_id
				join directory.role r on r.person_id = p.id and r.school_id = ${input.school}
				group by p.id, b.email, b.at order by p.family_name, p.given_name, p.id limit ${PAGE} offset ${(input.page - 1) * PAGE}`.execute(ctx.db)
		]);
		const [row] = hours.rows;
		return {
			hours: row
				? { zone: own?.zone ?? null, effectiveZone: row.zone, starts: row.starts.slice(0, 5), ends: row.ends.slice(0, 5), weekends: row.weekends, holidays: row.holidays }
				: null,
			opens: row && row.opens.getTime() > ctx.now.getTime() ? row.opens : null,
			next: next.rows,
			bounced: bounced.rows.map((one) => ({ id: one.id, name: `${one.given_name} ${one.family_name}`, profile: one.profile, email: one.email, at: one.at })),
			bouncedTotal: bounced.rows[0]?.total ?? 0,
			pages: Math.max(1, Math.ceil((bounced.rows[0]?.total ?? 0) / PAGE))
		};
	}
});
