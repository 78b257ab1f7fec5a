/** Who stands behind an address, as SQL: one select of `person_id` for each kind. */
import { sql, type RawBuilder } from 'kysely';
import type { Db } from '#kernel/context';
import type { Address } from './audience.ts';

const ROLE_OF = {
	principals: 'principal',
	staff: 'staff',
	'school-life': 'staff',
	'head-teachers': 'teacher',
	teachers: 'teacher',
	pupils: 'pupil',
	guardians: 'guardian'
} as const;

/** People of an address, not yet distinct, active or not. Parents are those the law entrusts with the child. */
export function membersOf(address: Address): RawBuilder<{ person_id: string }> {
	switch (address.kind) {
		case 'person':
			return sql`select ${address.id}::uuid as person_id`;
		case 'family':
			return sql`select guardian_id as person_id from directory.guardianship where pupil_id = ${address.id} and legal > 0`;
		case 'group':
			switch (address.side) {
				case 'guardians':
					return sql`select l.guardian_id as person_id from directory.membership m
						join directory.person child on child.id = m.person_id and child.status = 'active'
						join directory.guardianship l on l.pupil_id = m.person_id and l.legal > 0
						where m.group_id = ${address.id} and m.role = 'pupil'`;
				case 'pupils':
					return sql`select person_id from directory.membership where group_id = ${address.id} and role = 'pupil'`;
				case 'teachers':
					return sql`select person_id from directory.membership where group_id = ${address.id} and role in ('teacher', 'head-teacher')`;
				case 'members':
					return sql`select person_id from directory.membership where group_id = ${address.id}`;
			}
		case 'school':
			if (address.side === 'head-teachers')
				return sql`select m.person_id from directory.membership m join directory.groups g on g.id = m.group_id and g.status = 'active'
					where m.school_id = ${address.id} and m.role = 'head-teacher'`;
			return address.side === 'school-life'
				? sql`select person_id from directory.role where school_id = ${address.id} and profile = 'staff' and directory.is_school_life(function_code)`
				: sql`select person_id from directory.role where school_id = ${address.id} and profile = ${ROLE_OF[address.side]}`;
		case 'everywhere':
			return sql`select person_id from directory.role where school_id is not null and profile = ${ROLE_OF[address.side]}`;
	}
}

/** The active people of several addresses, each once, without `exceptId`, after `afterId` in the order of ids. The bound stands on both sides of the join, so that the twentieth batch does not read what the nineteen before it had. */
export function people(addresses: readonly Address[], exceptId: string | null, afterId: string | null = null): RawBuilder<{ person_id: string }> {
	const union = sql.join(
		addresses.map((one) => membersOf(one)),
		sql` union all `
	);
	return sql`select distinct p.id as person_id from (${union}) m join directory.person p on p.id = m.person_id and p.status = 'active'
		where p.id is distinct from ${exceptId}::uuid${afterId === null ? sql`` : sql` and p.id > ${afterId}::uuid and m.person_id > ${afterId}::uuid`}`;
}

/** How many people that is. */
export async function countPeople(db: Db, addresses: readonly Address[], exceptId: string): Promise<number> {
	if (addresses.length === 0) return 0;
	const { rows } = await sql<{ count: number }>`select count(*)::int as count from (${people(addresses, exceptId)}) everyone`.execute(db);
	return rows[0]?.count ?? 0;
}

/** People of each address, in the order given; `lines` tells whether `limit` cut the lists short. */
export async function peopleByAddress(db: Db, addresses: readonly Address[], exceptId: string, limit: number): Promise<{ lists: string[][]; lines: number }> {
	const lists = addresses.map((): string[] => []);
	if (addresses.length === 0) return { lists, lines: 0 };
	const union = sql.join(
		addresses.map((one, index) => sql`select ${index}::int as place, person_id from (${membersOf(one)}) q`),
		sql` union all `
	);
	const { rows } = await sql<{ place: number; person_id: string }>`
		select distinct m.place, p.id as person_id from (${union}) m join directory.person p on p.id = m.person_id and p.status = 'active'
		where p.id <> ${exceptId} limit ${limit}`.execute(db);
	for (const row of rows) lists[row.place]?.push(row.person_id);
	return { lists, lines: rows.length };
}
