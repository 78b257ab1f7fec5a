/** Telling of work: those it is for when it opens, and afterwards whoever joins a class or is named. Each once. */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';
import type { JobTools } from '#platform/jobs';
import { isOfIt } from '../for-whom.ts';
import { teacherName } from '../names.ts';
import { tellNew, type Told } from '../notices.ts';
import type { AssignmentKind } from '../tables.ts';
import { schoolYear } from '../years/years.ts';

/** Works looked at in one transaction. */
const BATCH = 200;

/** Pupils a target `t` is for now, as an array; a class that is another one already had those it had. */
const now_ = sql`case when t.pupil_id is not null then array[t.pupil_id] when t.last_pupils is not null then t.last_pupils
	else array(select m.person_id from directory.membership m where m.group_id = t.group_id and m.role in ('pupil', 'member') and ${isOfIt(sql`m.person_id`)}) end`;

/** Whom it is for and who has not been told yet, with who answers for them by law. Noted in the same transaction; as the system. */
export async function tellGiven(db: Db, work: Told & { kind: AssignmentKind }, at: Date): Promise<number> {
	const { rows } = await sql<{ id: string }>`
		with found as materialized (
			select t.ctid as place, ${now_} as pupils, t.told from assignments.target t where t.assignment_id = ${work.id} for update
		), before as (select distinct unnest(told) as id from found),
		noted as (
			update assignments.target t set told = array(select unnest(f.told) union select unnest(f.pupils)) from found f where t.ctid = f.place and not f.pupils <@ f.told
		)
		select distinct p.id from found f, unnest(f.pupils) u (id) join directory.person p on p.id = u.id and p.kind = 'pupil' and p.status in ('active', 'blocked')
		where u.id not in (select b.id from before b)`.execute(db);
	if (rows.length === 0) return 0;
	const pupils = rows.map((row) => row.id);
	await tellNew(
		db,
		work,
		at,
		sql`select unnest(${pupils}::uuid[]) union select g.guardian_id from directory.guardianship g where g.pupil_id = any (${pupils}::uuid[]) and g.legal > 0`
	);
	return pupils.length;
}

/** Each hour: work that is open and for somebody who was not told. Gives how many pupils were. */
export async function tellNewcomers({ database, clock }: JobTools): Promise<number> {
	const at = clock.now();
	let [told, last, left] = [0, '00000000-0000-0000-0000-000000000000', true];
	while (left)
		left = await database.system(async (db) => {
			const { rows } = await sql<Told & { kind: AssignmentKind }>`
				select a.id, a.kind, a.title, a.school_id as "schoolId", ${teacherName} as teacher
				from assignments.assignment a left join directory.person p on p.id = a.owner_id
				where a.id > ${last}::uuid and a.state = 'published' and a.opens_at <= ${at} and a.archived_at is null and a.school_year = ${schoolYear(at)}
					and (a.kind <> 'work' or greatest(a.due_at, a.cutoff_at) >= ${at})
					and exists (select from assignments.target t where t.assignment_id = a.id and not ${now_} <@ t.told)
				order by a.id limit ${BATCH}`.execute(db);
			for (const work of rows) told += await tellGiven(db, work, at);
			last = rows.at(-1)?.id ?? last;
			return rows.length === BATCH;
		});
	return told;
}
