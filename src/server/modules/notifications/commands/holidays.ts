/** The calendar of days without school, kept from the command line: the ministère publishes it a year or two ahead. */
import { sql } from 'kysely';
import * as v from 'valibot';
import { command, query } from '#kernel/definition';
import { refuse, refuseField } from '#kernel/errors';
import { day, list, text } from '#kernel/input';
import { systemOnly } from '#kernel/policy';
import { keepSetting } from '#platform/settings';

const zone = v.picklist(['A', 'B', 'C'], 'invalid');
const zones = v.pipe(list(zone, 3), v.minLength(1, 'required'));

/** A further year, or a change of the ministère's: what bears the same name and shares a day with it is replaced. */
export const setHoliday = command({
	name: 'notifications.set-holiday',
	summary: 'Add or correct a span of days without school, in one zone or several',
	as: 'system',
	internal: true,
	input: v.object({ zones, first: day, last: day, label: text(80) }),
	allow: systemOnly,
	trial: () => ({ zones: ['C' as const], first: '2027-10-23', last: '2027-11-07', label: 'Vacances' }),
	async run(ctx, input) {
		if (input.last < input.first) return refuseField('last', 'before-start');
		await sql`delete from notifications.holiday
			where zone = any (${input.zones}::text[]) and (first = ${input.first} or label = ${input.label} and first <= ${input.last} and last >= ${input.first})`.execute(ctx.db);
		await ctx.db
			.insertInto('notifications.holiday')
			.values(input.zones.map((one) => ({ zone: one, first: input.first, last: input.last, label: input.label })))
			.execute();
		ctx.audit({ details: { zones: input.zones.join(''), first: input.first, last: input.last } });
		return {};
	}
});

/** There is school after all. */
export const removeHoliday = command({
	name: 'notifications.remove-holiday',
	summary: 'Remove the span of days without school that begins on a day, in one zone or several',
	as: 'system',
	internal: true,
	input: v.object({ zones, first: day }),
	allow: systemOnly,
	trial: () => ({ zones: ['C' as const], first: '2099-01-01' }),
	async run(ctx, input) {
		const gone = await ctx.db.deleteFrom('notifications.holiday').where('zone', 'in', input.zones).where('first', '=', input.first).executeTakeFirst();
		if (gone.numDeletedRows === 0n) return refuse('not-found');
		ctx.audit({ details: { zones: input.zones.join(''), first: input.first } });
		return {};
	}
});

/** What lies ahead. A span several zones share is one line. */
export const holidays = query({
	name: 'notifications.holidays',
	summary: 'Days without school that are not over, by zone',
	as: 'system',
	internal: true,
	input: v.object({}),
	allow: systemOnly,
	trial: () => ({}),
	async run(ctx) {
		const { rows } = await sql<{ zones: string; first: string; last: string; label: string }>`
			select string_agg(zone, '' order by zone) as zones, first, last, label from notifications.holiday
			where last >= (${ctx.now}::timestamptz at time zone 'Europe/Paris')::date group by first, last, label order by first, zones`.execute(ctx.db);
		return { holidays: rows };
	}
});

export const setZone = command({
	name: 'notifications.set-zone',
	summary: 'Choose the holiday zone of schools that chose none',
	as: 'system',
	internal: true,
	input: v.object({ zone }),
	allow: systemOnly,
	trial: () => ({ zone: 'C' as const }),
	async run(ctx, input) {
		await keepSetting(ctx.db, 'notifications.zone', input.zone, ctx.now);
		ctx.audit({ details: { zone: input.zone } });
		return {};
	}
});
