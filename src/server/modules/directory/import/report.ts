/** What a run does, as a person checks it before it is applied: counts, then who, school by school. */
import type pg from 'pg';
import type { ReadDelivery, Rejected } from './read.ts';

export interface Tally {
	created: number;
	updated: number;
	unchanged: number;
	suspended: number;
	restored: number;
}

export const COUNTED = ['structures', 'classes', 'groups', 'pupils', 'guardians', 'staff'] as const;
export type Counted = (typeof COUNTED)[number];

/** What happens to people of one school, with a few of them by name. */
export interface SchoolReport {
	id: string;
	uai: string | null;
	name: string;
	/** People of the school before the run, by kind. */
	before: Record<'pupil' | 'guardian' | 'staff', number>;
	leaving: Record<'pupil' | 'guardian' | 'staff', number>;
	events: Partial<Record<SchoolEvent, { count: number; samples: string[] }>>;
}

export type SchoolEvent = 'arrivals' | 'departures' | 'returns' | 'moves' | 'classChanges' | 'linkChanges' | 'corrections';

export interface Report extends Record<Counted, Tally> {
	links: { created: number; removed: number; changed: number };
	ignored: { unknownAttributes: number; unreferencedGuardians: number };
	rejected: Rejected[];
	files: ReadDelivery['files'];
	/** Schools opened by hand that the delivery brings under the same UAI: they are the académie's from now on. Absent from old reports. */
	adopted?: { uai: string; name: string }[];
	schools: SchoolReport[];
}

/** Names shown of each kind of event in each school. */
const SAMPLES = 10;

const NOTHING: Tally = { created: 0, updated: 0, unchanged: 0, suspended: 0, restored: 0 };

const GROUP_COUNTS = `
select 'structures' as what, action, count(*)::int as count from school_plan group by 2
union all select case kind when 'class' then 'classes' else 'groups' end, action, count(*)::int from group_plan group by 1, 2`;

/** For pupils and staff what is held counts as theirs; for guardians only their own record. */
const PERSON_COUNTS = `
with changed as (
	select person_id from person_update
	union select person_id from role_add union select person_id from role_change union select person_id from role_drop
	union select person_id from member_add union select person_id from member_drop
	union select pupil_id from link_add union select pupil_id from link_change union select pupil_id from link_drop
), outcome as (
	select c.kind, case when c.is_new then 'create' when c.was_gone then case when b.person_id is null then 'none' else 'restore' end
		when g.person_id is not null then 'none'
		when exists (select 1 from person_update u where u.person_id = c.person_id) then 'update'
		when c.kind <> 'guardian' and exists (select 1 from changed u where u.person_id = c.person_id) then 'update'
		else 'unchanged' end as action
	from candidate c
	left join (select distinct person_id, kind from back) b on b.person_id = c.person_id and b.kind = c.kind
	left join (select distinct person_id, kind from gone) g on g.person_id = c.person_id and g.kind = c.kind
	where c.op <> 'delete' and c.reason is null
)
select case kind when 'pupil' then 'pupils' when 'guardian' then 'guardians' else 'staff' end as what, action, count(*)::int as count from outcome group by 1, 2
union all select case kind when 'pupil' then 'pupils' when 'guardian' then 'guardians' else 'staff' end, 'close', count(*)::int from gone group by 1
union all select 'guardians', 'restore', count(*)::int from back b where kind = 'guardian' and not exists (select 1 from candidate c where c.person_id = b.person_id)`;

const TALLY: Record<string, keyof Tally | undefined> = { create: 'created', update: 'updated', unchanged: 'unchanged', close: 'suspended', restore: 'restored' };

const BEFORE = `
select r.school_id, case when r.profile in ('pupil', 'guardian') then r.profile else 'staff' end as kind,
	count(distinct r.person_id)::int as before, count(distinct l.person_id)::int as leaving
from directory.role r join directory.person p on p.id = r.person_id left join leave l on l.person_id = r.person_id
where r.source = 'aaf' and p.suspended_at is null and r.school_id is not null group by 1, 2`;

const NAME = `coalesce(p.given_name, s.given_name) || ' ' || coalesce(p.family_name, s.family_name)`;
const WHO = `left join directory.person p on p.id = e.person_id left join candidate c on c.person_id = e.person_id and c.is_new left join staged s on s.seq = c.seq`;

/** One row an event: where, what, who, and what to say of it. */
const EVENTS = `
with moved as (
	select a.person_id, a.school_id as to_school, d.school_id as from_school from role_add a join role_drop d using (person_id)
	where a.profile = 'pupil' and d.profile = 'pupil'
), event as (
	select h.school_id, 'arrivals' as what, c.person_id, case c.kind when 'pupil' then 'élève' when 'guardian' then 'responsable' else 'personnel' end as detail
	from candidate c join home h using (person_id) where c.is_new and c.active
	union all select h.school_id, 'departures', g.person_id, case g.kind when 'pupil' then 'élève' when 'guardian' then 'responsable' else 'personnel' end
	from gone g join home h using (person_id)
	union all select h.school_id, 'returns', b.person_id, case b.kind when 'pupil' then 'élève' when 'guardian' then 'responsable' else 'personnel' end from back b join home h using (person_id)
	union all select v.school_id, 'moves', m.person_id, coalesce(o.name, '?') || ' → ' || coalesce(n.name, '?')
	from moved m left join school_map o on o.school_id = m.from_school left join school_map n on n.school_id = m.to_school
	cross join lateral (values (m.from_school), (m.to_school)) as v(school_id)
	union all select x.school_id, 'classChanges', x.person_id, coalesce(string_agg(x.label, ', ') filter (where x.old), '—') || ' → ' || coalesce(string_agg(x.label, ', ') filter (where not x.old), '—')
	from (
		select a.school_id, a.person_id, g.label, false as old from member_add a join group_plan g on g.id = a.group_id where a.role = 'pupil' and g.kind = 'class'
		union all select d.school_id, d.person_id, g.label, true from member_drop d join directory.groups g on g.id = d.group_id where d.role = 'pupil' and g.kind = 'class'
	) x where not exists (select 1 from home h where h.person_id = x.person_id and h.is_new) and not exists (select 1 from moved m where m.person_id = x.person_id)
	group by x.school_id, x.person_id
	union all select h.school_id, 'linkChanges', k.pupil_id, k.detail from (
		select pupil_id, 'responsable ajouté' as detail from link_add union all select pupil_id, 'responsable retiré' from link_drop union all select pupil_id, 'droits du responsable modifiés' from link_change
	) k join home h on h.person_id = k.pupil_id where not h.is_new
	union all select h.school_id, 'corrections', u.person_id, 'état civil ou coordonnées' from person_update u join home h using (person_id)
), ranked as (
	select *, count(*) over w as total, row_number() over (partition by school_id, what order by person_id) as rank from event window w as (partition by school_id, what)
)
select e.school_id, e.what, e.total::int as total, ${NAME} as name, e.detail from ranked e ${WHO} where e.rank <= $1 order by e.school_id, e.what, e.rank`;

/** Read the report out of the plan tables. */
export async function makeReport(client: pg.PoolClient, read: ReadDelivery): Promise<Report> {
	const counts = Object.fromEntries(COUNTED.map((what) => [what, { ...NOTHING }])) as Record<Counted, Tally>;
	for (const sql of [GROUP_COUNTS, PERSON_COUNTS]) {
		const { rows } = await client.query<{ what: Counted; action: string; count: number }>(sql);
		for (const row of rows) {
			const column = TALLY[row.action];
			if (column) counts[row.what][column] += row.count;
		}
	}
	const {
		rows: [links]
	} = await client.query<Report['links'] & { unreferenced: number }>(`select (select count(*)::int from link_add) as created,
		(select count(*)::int from link_drop) as removed, (select count(*)::int from link_change) as changed, (select count(*)::int from unreferenced) as unreferenced`);
	const { unreferenced = 0, ...others } = links ?? { created: 0, removed: 0, changed: 0 };
	return {
		...counts,
		links: others,
		ignored: { unknownAttributes: read.unknownAttributes, unreferencedGuardians: unreferenced },
		rejected: read.rejected,
		files: read.files,
		adopted: (await client.query<{ uai: string; name: string }>('select uai, name from school_plan where unmapped and not is_new order by uai')).rows,
		schools: await schoolReports(client)
	};
}

async function schoolReports(client: pg.PoolClient): Promise<SchoolReport[]> {
	const { rows: schools } = await client.query<{
		id: string;
		uai: string | null;
		name: string;
	}>(`select s.school_id as id, coalesce(d.uai, p.uai) as uai, coalesce(d.name, p.name) as name
		from school_order s left join directory.school d on d.id = s.school_id left join school_plan p on p.school_id = s.school_id order by s.ordinal`);
	const byId = new Map<string, SchoolReport>(
		schools.map((school) => [
			school.id,
			{
				...school,
				before: { pupil: 0, guardian: 0, staff: 0 },
				leaving: { pupil: 0, guardian: 0, staff: 0 },
				events: {}
			}
		])
	);
	const { rows: before } = await client.query<{ school_id: string; kind: 'pupil' | 'guardian' | 'staff'; before: number; leaving: number }>(BEFORE);
	for (const row of before) {
		const school = byId.get(row.school_id);
		if (!school) continue;
		school.before[row.kind] = row.before;
		school.leaving[row.kind] = row.leaving;
	}
	const { rows: events } = await client.query<{ school_id: string; what: SchoolEvent; total: number; name: string; detail: string }>(EVENTS, [SAMPLES]);
	for (const row of events) {
		const school = byId.get(row.school_id);
		if (!school) continue;
		const event = (school.events[row.what] ??= { count: row.total, samples: [] });
		event.samples.push(`${row.name} (${row.detail})`);
	}
	return [...byId.values()].filter((school) => Object.keys(school.events).length > 0 || school.before.pupil + school.before.guardian + school.before.staff > 0);
}

export interface TooManyDepartures {
	school: string;
	/** Of whom: everybody, pupils or staff, as the sentence says it. */
	who: 'personnes' | 'élèves' | 'personnels';
	leaving: number;
	of: number;
	/** Per cent, rounded up to one decimal. */
	share: number;
}

/** Staff are few: one who leaves a small school is no sign of a broken export. */
const FEW = 5;

/**
 * The school that loses most, beyond `most` per cent of its people, of its pupils or (five at least) of
 * its staff; null when none does. Who only moves to another school does not leave.
 */
export function tooManyDepartures(report: Report, most: number): TooManyDepartures | null {
	let worst: TooManyDepartures | null = null;
	for (const { name, before, leaving } of report.schools) {
		const groups = [
			{ who: 'personnes' as const, leaving: leaving.pupil + leaving.guardian + leaving.staff, of: before.pupil + before.guardian + before.staff },
			{ who: 'élèves' as const, leaving: leaving.pupil, of: before.pupil },
			...(leaving.staff >= FEW ? [{ who: 'personnels' as const, leaving: leaving.staff, of: before.staff }] : [])
		];
		for (const group of groups) {
			if (group.of === 0 || (group.leaving * 100) / group.of <= most) continue;
			const share = Math.ceil((group.leaving * 1000) / group.of) / 10;
			if (!worst || share > worst.share) worst = { school: name, ...group, share };
		}
	}
	return worst;
}
