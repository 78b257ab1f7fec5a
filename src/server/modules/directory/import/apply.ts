/**
 * Write the plan: schools and classes first, then one transaction per school, each row remembered as it
 * was. Whatever interrupts, a school is done or not begun.
 */
import type pg from 'pg';
import { PERSON_COLUMNS } from './plan/outcome.ts';

interface Step {
	sql: string;
	/** Takes the run as `$1` and the school as `$2`; otherwise the school alone. */
	logged: boolean;
}

/** For rows that need no remembering of their own. */
function plainStep(statement: string): Step {
	return { logged: false, sql: statement.replaceAll('$2', '$1') };
}

/** `$1` the run, `$2` the school; the rows that were written go to `import_change`. */
function insertStep(table: string, keys: readonly string[], statement: string): Step {
	return {
		logged: true,
		sql: `with done as (${statement} returning ${keys.map((key) => `new.${key}`).join(', ')})
			insert into directory.import_change (run_id, school_id, table_name, operation, row_count, before)
			select $1, $2, '${table}', 'insert', count(*), jsonb_agg(to_jsonb(done)) from done having count(*) > 0`
	};
}

function changeStep(table: string, operation: 'update' | 'delete', statement: string): Step {
	const after = operation === 'update' ? 'to_jsonb(new)' : 'null::jsonb';
	return {
		logged: true,
		sql: `with done as (${statement} returning to_jsonb(old) as before, ${after} as after)
			insert into directory.import_change (run_id, school_id, table_name, operation, row_count, before, after)
			select $1, $2, '${table}', '${operation}', count(*), jsonb_agg(before), ${operation === 'update' ? 'jsonb_agg(after)' : 'null'} from done having count(*) > 0`
	};
}

const SCHOOL_COLUMNS = ['uai', 'name', 'kind', 'academy', 'street', 'postal_code', 'city', 'phone', 'email'];

const STRUCTURE_STEPS: readonly Step[] = [
	insertStep(
		'school',
		['id'],
		`insert into directory.school (id, ${SCHOOL_COLUMNS.join(', ')})
		select school_id, ${SCHOOL_COLUMNS.join(', ')} from school_plan where action = 'create'`
	),
	changeStep(
		'school',
		'update',
		`update directory.school s set ${SCHOOL_COLUMNS.map((name) => `${name} = p.${name}`).join(', ')},
		status = case when p.action = 'close' then 'closed' else 'active' end from school_plan p where p.school_id = s.id and p.action in ('update', 'restore', 'close')`
	),
	insertStep(
		'source_structure',
		['source', 'key'],
		'insert into directory.source_structure (source, key, school_id) select source, key, school_id from school_plan where unmapped'
	),
	insertStep('subject', ['code'], 'insert into directory.subject (code, label) select code, label from subject_plan where is_new'),
	changeStep('subject', 'update', 'update directory.subject s set label = p.label from subject_plan p where p.code = s.code and not p.is_new'),
	insertStep('mef', ['code'], 'insert into directory.mef (code, label, level) select code, label, level from mef_plan where is_new'),
	changeStep('mef', 'update', 'update directory.mef m set label = p.label, level = p.level from mef_plan p where p.code = m.code and not p.is_new'),
	insertStep(
		'groups',
		['id'],
		`insert into directory.groups (id, school_id, kind, code, label, level, source)
		select id, school_id, kind, code, label, level, 'aaf' from group_plan where action = 'create'`
	),
	changeStep(
		'groups',
		'update',
		`update directory.groups g set label = p.label, level = p.level, status = case when p.action = 'close' then 'closed' else 'active' end
		from group_plan p where p.id = g.id and p.action in ('update', 'restore', 'close')`
	)
];

const OF_SCHOOL = 'from home h join';
const LINK_COLUMNS = ['link_code', 'legal', 'financial', 'contact', 'payment'];

const ROLE_INSERT = (people: string) => `insert into directory.role (person_id, school_id, profile, function_code, function_label, source)
	select a.person_id, a.school_id, a.profile, a.function_code, a.function_label, 'aaf' ${OF_SCHOOL} role_add a using (person_id) where h.school_id = $2 and ${people}`;
const MEMBER_INSERT = (people: string) => `insert into directory.membership (group_id, person_id, school_id, role, subject, source)
	select a.group_id, a.person_id, a.school_id, a.role, a.subject, 'aaf' ${OF_SCHOOL} member_add a using (person_id) where h.school_id = $2 and ${people}`;
const LINK_INSERT = (people: string) => `insert into directory.guardianship (pupil_id, guardian_id, ${LINK_COLUMNS.join(', ')}, source)
	select a.pupil_id, a.guardian_id, ${LINK_COLUMNS.map((name) => `a.${name}`).join(', ')}, 'aaf' ${OF_SCHOOL} link_add a on a.pupil_id = h.person_id where h.school_id = $2 and ${people}`;

/**
 * People who arrive. Only their ids are remembered: undoing deletes them, and with them (login and
 * source record by their person, the rest by cascade) all that was written here.
 */
const ARRIVALS: readonly Step[] = [
	{
		logged: true,
		sql: `insert into directory.import_change (run_id, school_id, table_name, operation, row_count, before)
		select $1, $2, 'person', 'insert', count(*), jsonb_agg(person_id) from home where school_id = $2 and is_new having count(*) > 0`
	},
	plainStep(`insert into directory.person (id, kind, login, ${PERSON_COLUMNS.join(', ')})
		select person_id, kind, login, ${PERSON_COLUMNS.join(', ')} from arrival where school_id = $2`),
	plainStep(`insert into directory.login (login, person_id) select login, person_id from arrival where school_id = $2`),
	plainStep(`insert into directory.source_record (source, kind, key, record_id, person_id, hash, contact_hash, name_hash)
		select source, record_kind, key, record_id, person_id, hash, contact_hash, name_hash from arrival where school_id = $2`),
	plainStep(ROLE_INSERT('h.is_new')),
	plainStep(MEMBER_INSERT('h.is_new')),
	plainStep(LINK_INSERT('h.is_new'))
];

/** People who are there already, or were. */
const CHANGES: readonly Step[] = [
	changeStep(
		'source_record',
		'update',
		`update directory.source_record r set hash = u.hash, contact_hash = u.contact_hash, name_hash = u.name_hash, record_id = u.record_id
		${OF_SCHOOL} record_update u using (person_id) where h.school_id = $2 and (r.source, r.kind, r.key) = (u.source, u.kind, u.key)`
	),
	changeStep(
		'source_record',
		'update',
		`update directory.source_record r set gone_at = now()
		${OF_SCHOOL} gone g using (person_id) where h.school_id = $2 and (r.source, r.kind, r.key) = (g.source, g.kind, g.key)`
	),
	changeStep(
		'source_record',
		'update',
		`update directory.source_record r set gone_at = null
		${OF_SCHOOL} back b using (person_id) where h.school_id = $2 and (r.source, r.kind, r.key) = (b.source, b.kind, b.key)`
	),
	changeStep(
		'person',
		'update',
		`update directory.person p set ${PERSON_COLUMNS.map((name) => `${name} = u.${name}`).join(', ')}, updated_at = now()
		${OF_SCHOOL} person_update u using (person_id) where h.school_id = $2 and p.id = u.person_id`
	),
	// A blocked account stays blocked, and is erased in time like the others.
	changeStep(
		'person',
		'update',
		`update directory.person p set status = case when p.status = 'active' then 'suspended' else p.status end, suspended_at = now(), updated_at = now()
		${OF_SCHOOL} leave l using (person_id) where h.school_id = $2 and p.id = l.person_id and p.suspended_at is null`
	),
	changeStep(
		'person',
		'update',
		`update directory.person p set status = case when p.status = 'suspended' then 'active' else p.status end, suspended_at = null, updated_at = now()
		from (select distinct h.person_id ${OF_SCHOOL} back b using (person_id) where h.school_id = $2) b where p.id = b.person_id and p.suspended_at is not null`
	),
	changeStep('role', 'delete', `delete from directory.role r using home h join role_drop d using (person_id) where h.school_id = $2 and r.id = d.id`),
	changeStep(
		'role',
		'update',
		`update directory.role r set function_code = u.function_code, function_label = u.function_label
		${OF_SCHOOL} role_change u using (person_id) where h.school_id = $2 and r.id = u.id`
	),
	insertStep('role', ['id'], ROLE_INSERT('not h.is_new')),
	changeStep(
		'membership',
		'delete',
		`delete from directory.membership m using home h join member_drop d using (person_id)
		where h.school_id = $2 and (m.group_id, m.person_id, m.role, m.subject) = (d.group_id, d.person_id, d.role, d.subject)`
	),
	insertStep('membership', ['group_id', 'person_id', 'role', 'subject'], MEMBER_INSERT('not h.is_new')),
	changeStep(
		'guardianship',
		'delete',
		`delete from directory.guardianship g using home h join link_drop d on d.pupil_id = h.person_id
		where h.school_id = $2 and (g.pupil_id, g.guardian_id) = (d.pupil_id, d.guardian_id)`
	),
	changeStep(
		'guardianship',
		'update',
		`update directory.guardianship g set ${LINK_COLUMNS.map((name) => `${name} = u.${name}`).join(', ')}
		${OF_SCHOOL} link_change u on u.pupil_id = h.person_id where h.school_id = $2 and (g.pupil_id, g.guardian_id) = (u.pupil_id, u.guardian_id)`
	),
	insertStep('guardianship', ['pupil_id', 'guardian_id'], LINK_INSERT('not h.is_new'))
];

/** Schools in the order that decides logins, with what each has to do. */
const WORK = `select h.school_id, bool_or(h.is_new) as arrivals, bool_or(not h.is_new) as changes
	from home h left join school_order o using (school_id) group by h.school_id, o.ordinal order by o.ordinal nulls last`;

/** Planned once a connection, then run school after school. */
function nameOf(step: Step): string {
	const all = [...STRUCTURE_STEPS, ...ARRIVALS, ...CHANGES];
	return `import${all.indexOf(step)}`;
}

async function transaction(client: pg.PoolClient, steps: readonly Step[], run: number, school: string | null): Promise<number> {
	let written = 0;
	await client.query('begin');
	try {
		for (const step of steps) {
			const { rowCount } = await client.query({ name: nameOf(step), text: step.sql, values: step.logged ? [run, school] : [school] });
			written += rowCount ?? 0;
		}
		await client.query('commit');
	} catch (error) {
		await client.query('rollback');
		throw error;
	}
	return written;
}

const TABLES = ['school', 'groups', 'person', 'login', 'source_record', 'role', 'membership', 'guardianship'];
/** Rows written in one run, beyond which statistics are made at once rather than when autovacuum passes. */
const WORTH_ANALYSING = 1_000;
/** Numbers of schools. */
const ANALYSED_AFTER = [1, 12];

/** Hears of each school once its transaction is committed. */
export type OnSchool = (school: { id: string; onlyArrivals: boolean }) => void;

/** Apply the plan. Gives the number of rows written. */
export async function apply(client: pg.PoolClient, run: number, onSchool: OnSchool = () => undefined): Promise<number> {
	let written = await transaction(client, STRUCTURE_STEPS, run, null);
	const { rows } = await client.query<{ school_id: string; arrivals: boolean; changes: boolean }>(WORK);
	const analyse = async () => {
		if (written > WORTH_ANALYSING) await client.query(`analyze ${TABLES.map((table) => `directory.${table}`).join(', ')}`);
	};
	for (const [index, row] of rows.entries()) {
		written += await transaction(client, [...(row.arrivals ? ARRIVALS : []), ...(row.changes ? CHANGES : [])], run, row.school_id);
		// What follows the import is planned for tables as they are, not as they were: empty.
		if (ANALYSED_AFTER.includes(index + 1)) await analyse();
		onSchool({ id: row.school_id, onlyArrivals: !row.changes });
	}
	await analyse();
	return written;
}
