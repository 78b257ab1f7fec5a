import { sql } from 'kysely';
import { holdsIn, type Profile } from '#kernel/actor';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { heldBy, itsAdministrator, OfPerson } from '../commands/local.ts';
import { mayAdminister } from '../policy.ts';

export interface AccountSheet {
	status: 'active' | 'blocked';
	activated: boolean;
	email: string | null;
	/** In this school. */
	profiles: Profile[];
	/** In how many schools the person is known: blocking holds in all of them. */
	schools: number;
	delegate: boolean;
	self: boolean;
	mayManage: boolean;
	mayDelegate: boolean;
}

/** One account, for those who administer its school. */
export const account = query({
	name: 'directory.account',
	summary: 'State of one account of a school, for its administrators',
	as: 'system',
	input: OfPerson,
	allow: itsAdministrator,
	trial: (world) => ({ school: world.schoolId, person: world.pupilId }),
	async run(ctx, input) {
		const held = await heldBy(ctx.db, input.person);
		const here = held?.roles.filter((role) => role.schoolId === input.school) ?? [];
		if (!held || here.length === 0) return refuse('not-found');
		const {
			rows: [row]
		} = await sql<Pick<AccountSheet, 'status' | 'activated' | 'email'>>`
			select p.status, p.email, exists (select from identity.account a where a.person_id = p.id) as activated from directory.person p where p.id = ${input.person}`.execute(ctx.db);
		if (!row) return refuse('not-found');
		const sheet: AccountSheet = {
			...row,
			profiles: here.map((role) => role.profile),
			schools: new Set(held.roles.map((role) => role.schoolId)).size,
			delegate: here.some((role) => role.delegate),
			self: ctx.actor.kind === 'person' && ctx.actor.id === held.id,
			mayManage: mayAdminister(ctx.actor, input.school, held),
			mayDelegate: holdsIn(ctx.actor, input.school, 'principal') && here.some((role) => role.profile === 'teacher' || role.profile === 'staff')
		};
		return sheet;
	}
});
