/** Whose code is this? The code alone is not enough: the name, and for pupils the birth date, must be theirs. */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';
import type { Config } from '#platform/config';
import { codeLookup, normaliseCode, type CodePurpose } from './codes.ts';

export interface CodeClaim {
	code: string;
	familyName: string;
	birthDate?: string | undefined;
}

export interface CodeHolder {
	codeId: string;
	personId: string;
	kind: 'pupil' | 'adult';
	purpose: CodePurpose;
	login: string;
	givenName: string;
	familyName: string;
	birthYear: string | null;
	email: string | null;
	activated: boolean;
}

/** Null for any reason alike: no such code, used, expired, other name, other birth date, person not active. */
export async function codeHolder(db: Db, config: Config, now: Date, claim: CodeClaim): Promise<CodeHolder | null> {
	if (normaliseCode(claim.code).length !== 8) return null;
	const { rows } = await sql<CodeHolder>`
		select c.id as "codeId", p.id as "personId", p.kind, c.purpose, p.login, p.given_name as "givenName", p.family_name as "familyName",
			to_char(p.birth_date, 'YYYY') as "birthYear", p.email, a.person_id is not null as activated
		from identity.activation_code c
		join directory.person p on p.id = c.person_id
		left join identity.account a on a.person_id = p.id
		where c.lookup = ${codeLookup(config, claim.code)} and c.used_at is null and c.expires_at > ${now} and p.status = 'active'
			and core.fold(${claim.familyName}) in (core.fold(p.family_name), core.fold(p.birth_name))
			and (p.kind = 'adult' or p.birth_date = ${claim.birthDate ?? null}::date)`.execute(db);
	return rows[0] ?? null;
}
