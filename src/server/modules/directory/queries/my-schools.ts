import { sql } from 'kysely';
import * as v from 'valibot';
import type { Profile } from '#kernel/actor';
import { query } from '#kernel/definition';
import { anyPerson } from '#kernel/policy';

export interface MySchool {
	id: string;
	name: string;
	city: string | null;
	profile: Profile;
	/** May administer its directory. */
	administers: boolean;
}

/** The schools where the person holds a role, one row a role. Empty for those above the schools. */
export const mySchools = query({
	name: 'directory.my-schools',
	summary: 'Schools where the person holds a role, with the profile held there',
	input: v.object({}),
	allow: anyPerson,
	trial: () => ({}),
	async run(ctx) {
		const { rows } = await sql<MySchool>`
			select s.id, s.name, s.city, r.profile, (r.profile = 'principal' or r.delegate) as administers
			from directory.role r join directory.school s on s.id = r.school_id
			where r.person_id = ${ctx.actor.id}
			order by s.name, r.profile`.execute(ctx.db);
		return rows;
	}
});
