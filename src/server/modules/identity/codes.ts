/**
 * Activation codes: 8 characters that cannot be mistaken for one another (no 0/O, 1/I/L, 2/Z, 5/S, 8/B,
 * U/V), written in two groups of four. Found by HMAC, kept encrypted so that a letter can be printed
 * again, expire, and die on use. One open code a person.
 */
import { sql } from 'kysely';
import type { Context } from '#kernel/context';
import { deriveKey, fingerprint, type Config } from '#platform/config';
import { seal, unseal } from '#platform/seal';

const ALPHABET = '34679ACDEFGHJKMNPQRTVWXY';
const LENGTH = 8;
/** A letter given out in September is still good at the start of November. */
const DAYS: Record<CodePurpose, number> = { activation: 60, reset: 15 };

export type CodePurpose = 'activation' | 'reset';
export interface IssuedCode {
	/** `XXXX-XXXX` */
	code: string;
	expiresAt: Date;
}
type Needs = Pick<Context, 'db' | 'now' | 'id' | 'random' | 'ports'>;

/** 24^8 ≈ 2^36.7 codes; guessing is throttled and asks for the name (and birth date) beside it. */
function draw(random: (bytes: number) => Uint8Array): string {
	let code = '';
	while (code.length < LENGTH) {
		for (const byte of random(16)) {
			// 240 = 10 × 24: the rest is thrown away so that each letter is as likely as the others.
			if (byte < 240 && code.length < LENGTH) code += ALPHABET[byte % ALPHABET.length] ?? '';
		}
	}
	return code;
}

/** What people type: any case, with or without the dash. */
export function normaliseCode(typed: string): string {
	return typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

export function codeLookup(config: Config, code: string): Buffer {
	return fingerprint(deriveKey(config, 'code-lookup'), normaliseCode(code));
}

function written(code: string): string {
	return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/**
 * Codes for these persons, as the system role. An open code of the same purpose that is good for another
 * week is given again (the letter may be printed twice); any other is replaced.
 */
export async function issueCodes(ctx: Needs, personIds: string[], purpose: CodePurpose, options: { fresh?: boolean } = {}): Promise<Map<string, IssuedCode>> {
	const key = deriveKey(ctx.ports.config, 'code-seal');
	const issued = new Map<string, IssuedCode>();
	if (personIds.length === 0) return issued;
	if (!options.fresh) {
		const open = await ctx.db
			.selectFrom('identity.activation_code')
			.select(['person_id', 'sealed', 'expires_at'])
			.where(sql<boolean>`person_id = any(${personIds}::uuid[])`)
			.where('used_at', 'is', null)
			.where('purpose', '=', purpose)
			.where('expires_at', '>', new Date(ctx.now.getTime() + 7 * 86_400_000))
			.execute();
		for (const row of open) issued.set(row.person_id, { code: written(unseal(key, row.sealed, row.person_id)), expiresAt: row.expires_at });
	}
	const wanted = [...new Set(personIds)].filter((id) => !issued.has(id));
	if (wanted.length === 0) return issued;
	await ctx.db
		.deleteFrom('identity.activation_code')
		.where(sql<boolean>`person_id = any(${wanted}::uuid[])`)
		.where('used_at', 'is', null)
		.execute();
	const expiresAt = new Date(ctx.now.getTime() + DAYS[purpose] * 86_400_000);
	const rows = wanted.map((personId) => {
		const code = draw(ctx.random);
		issued.set(personId, { code: written(code), expiresAt });
		return {
			id: ctx.id(),
			person_id: personId,
			lookup: codeLookup(ctx.ports.config, code),
			sealed: seal(key, code, personId, ctx.random),
			created_at: ctx.now,
			expires_at: expiresAt,
			used_at: null,
			purpose
		};
	});
	for (let at = 0; at < rows.length; at += 500)
		await ctx.db
			.insertInto('identity.activation_code')
			.values(rows.slice(at, at + 500))
			.execute();
	return issued;
}
