import { sql } from 'kysely';
import * as v from 'valibot';
import { holds } from '#kernel/actor';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { profiles } from '#kernel/policy';

export interface SchoolSheet {
	id: string;
	uai: string | null;
	name: string;
	city: string | null;
	kind: string;
	/** No académie keeps it: opened here, filled by files. */
	byHand: boolean;
	open: boolean;
	pupils: number;
	guardians: number;
	staff: number;
	/** Names and dismisses who heads it. */
	mayName: boolean;
	principals: { id: string; name: string; login: string; came: boolean; byHand: boolean }[];
}

/** As the system: whether a principal came is seen by himself alone; taken from it is yes or no. */
export const school = query({
	name: 'directory.school',
	summary: 'One school as those above the schools see it: where it comes from, how many people, who heads it',
	as: 'system',
	input: v.object({ id }),
	allow: profiles('department', 'academy', 'operator'),
	trial: (world) => ({ id: world.schoolId }),
	async run(ctx, input) {
		const { rows } = await sql<Omit<SchoolSheet, 'mayName'>>`
			select s.id, s.uai, s.name, s.city, s.kind, s.status = 'active' as open,
				not exists (select from directory.source_structure m where m.school_id = s.id) as "byHand", c.pupils, c.guardians, c.staff,
				coalesce((select json_agg(json_build_object('id', p.id, 'name', concat_ws(' ', p.title, p.given_name, p.family_name), 'login', p.login,
						'came', exists (select from identity.account a where a.person_id = p.id), 'byHand', r.source = 'manual') order by p.family_name, p.given_name)
					from directory.role r join directory.person p on p.id = r.person_id and p.status in ('active', 'blocked')
					where r.school_id = s.id and r.profile = 'principal'), '[]') as principals
			from directory.school s
			cross join lateral (
				select count(distinct r.person_id) filter (where r.profile = 'pupil')::int as pupils, count(distinct r.person_id) filter (where r.profile = 'guardian')::int as guardians,
					count(distinct r.person_id) filter (where r.profile in ('teacher', 'staff', 'principal'))::int as staff
				from directory.role r join directory.person p on p.id = r.person_id and p.status = 'active' where r.school_id = s.id) c
			where s.id = ${input.id}`.execute(ctx.db);
		const [row] = rows;
		if (!row) return refuse('not-found');
		const sheet: SchoolSheet = { ...row, mayName: holds(ctx.actor, 'department', 'operator') };
		return sheet;
	}
});
