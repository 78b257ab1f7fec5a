/** What a test looks at after a run. */
import type pg from 'pg';

export interface Found {
	id: string;
	login: string;
	status: string;
	email: string | null;
	phone: string | null;
	street: string | null;
	city: string | null;
	mef_code: string | null;
	level: string | null;
	family_name: string;
	given_name: string;
	/** `profile@school` */
	roles: string[];
	/** `role@school/code` */
	groups: string[];
	/** Keys of the guardians of a pupil. */
	guardians: string[];
}

const PERSON = `
select p.id, p.login, p.status, p.email, p.phone, p.street, p.city, p.mef_code, p.level, p.family_name, p.given_name,
	array(select r.profile || '@' || s.key from directory.role r join directory.source_structure s on s.school_id = r.school_id where r.person_id = p.id order by 1) as roles,
	array(select m.role || '@' || s.key || '/' || g.code from directory.membership m join directory.groups g on g.id = m.group_id
		join directory.source_structure s on s.school_id = g.school_id where m.person_id = p.id order by 1) as groups,
	array(select k.key from directory.guardianship l join directory.source_record k on k.person_id = l.guardian_id and k.kind = 'guardian' where l.pupil_id = p.id order by 1) as guardians
from directory.source_record r join directory.person p on p.id = r.person_id where r.kind = $1 and r.key = $2`;

/** The person of a key, or null. */
export async function find(pool: pg.Pool, kind: 'pupil' | 'guardian' | 'staff', key: string): Promise<Found | null> {
	const { rows } = await pool.query<Found>(PERSON, [kind, key]);
	return rows[0] ?? null;
}

export async function mustFind(pool: pg.Pool, kind: 'pupil' | 'guardian' | 'staff', key: string): Promise<Found> {
	const found = await find(pool, kind, key);
	if (!found) throw new Error(`no ${kind} ${key}`);
	return found;
}

const TABLES = [
	'school',
	'source_structure',
	'source_record',
	'person',
	'login',
	'role',
	'groups',
	'membership',
	'guardianship',
	'subject',
	'mef',
	'suspected_duplicate',
	'search_entry'
];

/** Every row of the directory, to compare before and after. */
export async function wholeDirectory(pool: pg.Pool): Promise<Record<string, string[]>> {
	const all: Record<string, string[]> = {};
	for (const table of TABLES) {
		const { rows } = await pool.query<{ row: string }>(`select to_jsonb(t)::text as row from directory.${table} t order by 1`);
		all[table] = rows.map((row) => row.row);
	}
	return all;
}

/** Start the next test from nothing. */
export async function emptyDirectory(pool: pg.Pool): Promise<void> {
	await pool.query(`truncate directory.import_run, directory.import_change, directory.source_record, directory.source_structure, directory.suspected_duplicate,
		directory.login, directory.subject, directory.mef, directory.guardianship, directory.membership, directory.role, directory.groups, directory.person, directory.school cascade`);
}
