/**
 * The receipt: a statement that a person can read and a machine can check, signed by this installation. Lines
 * « name: value », UTF-8, line feeds; no value holds one. What is signed is every byte of it.
 */
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { parisDay } from '#kernel/paris-time';

/** Crockford's base 32: nothing that is taken for something else when it is read out. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export interface Stated {
	number: string;
	origin: string;
	school: string;
	uai: string | null;
	pupils: readonly string[];
	className: string | null;
	title: string;
	subject: string;
	teacher: string | null;
	begunAt: Date;
	handedInAt: Date;
	dueAt: Date | null;
	late: boolean;
	attempt: number;
	/** SHA-256 of its UTF-8 bytes, hexadecimal; null without a text. */
	text: { sha256: string; characters: number } | null;
	link: string | null;
	files: readonly { name: string; size: number; sha256: string }[];
}

const line = (name: string, value: string | number) => `${name}: ${String(value).replace(/[\r\n\u2028\u2029]+/g, ' ')}`;

/** Times in UTC (RFC 3339), sizes in bytes. The order of lines is part of it. */
export function statementOf(stated: Stated): string {
	return [
		line('préau', 'accusé de dépôt 1'),
		line('numéro', stated.number),
		line('installation', stated.origin),
		line('collège', stated.uai ? `${stated.school} (${stated.uai})` : stated.school),
		...stated.pupils.map((pupil) => line('élève', pupil)),
		...(stated.className ? [line('classe', stated.className)] : []),
		line('travail', stated.title),
		...(stated.subject ? [line('matière', stated.subject)] : []),
		...(stated.teacher ? [line('enseignant', stated.teacher)] : []),
		line('version', stated.attempt),
		line('commencé', stated.begunAt.toISOString()),
		line('déposé', stated.handedInAt.toISOString()),
		...(stated.dueAt ? [line('à rendre', stated.dueAt.toISOString()), line('en retard', stated.late ? 'oui' : 'non')] : []),
		...(stated.text ? [line('texte', `${stated.text.characters} caractères, sha256 ${stated.text.sha256}`)] : []),
		...(stated.link ? [line('lien', stated.link)] : []),
		...stated.files.map((file) => line('fichier', `${file.size} octets, sha256 ${file.sha256}, ${file.name}`)),
		''
	].join('\n');
}

/** `D-2026-1125-7K4M-92`: the day in Paris, four characters by chance, two digits that catch a slip of the pen. */
export function receiptNumber(at: Date, random: (bytes: number) => Uint8Array): string {
	const day = parisDay(at);
	const chance = [...random(4)].map((byte) => ALPHABET[byte % 32]).join('');
	const body = `D-${day.slice(0, 4)}-${day.slice(5, 7)}${day.slice(8, 10)}-${chance}`;
	return `${body}-${checkDigits(body)}`;
}

/** ISO 7064 MOD 97-10 over letters as numbers (A = 10), as on an IBAN. */
function checkDigits(body: string): string {
	let rest = 0;
	for (const sign of body.replaceAll('-', '') + '00') {
		const value = Number.parseInt(sign, 36);
		rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
	}
	return String(98 - rest).padStart(2, '0');
}

/** As people type it: small letters, spaces for dashes, O for 0. Null when it is no number of ours. */
export function readNumber(typed: string): string | null {
	const signs = typed
		.toUpperCase()
		.replace(/[^0-9A-Z]/g, '')
		.replaceAll('O', '0')
		.replaceAll('I', '1')
		.replaceAll('L', '1');
	const parts = /^D(\d{4})(\d{4})([0-9A-Z]{4})(\d{2})$/.exec(signs);
	if (!parts) return null;
	const body = `D-${parts[1] ?? ''}-${parts[2] ?? ''}-${parts[3] ?? ''}`;
	return checkDigits(body) === parts[4] ? `${body}-${parts[4]}` : null;
}

export interface Receipt {
	number: string;
	issuedAt: Date;
	statement: string;
	signature: string;
	keyId: string;
}

/** Sign and keep it, in the transaction that hands in. */
export async function issue(ctx: Context<Person>, submissionId: string, stated: Omit<Stated, 'number' | 'origin'>): Promise<Receipt> {
	const { signing, config } = ctx.ports;
	await ctx.db
		.insertInto('assignments.signing_key')
		.values({ id: signing.keyId, public_key: signing.publicKey, first_used_at: ctx.now })
		.onConflict((conflict) => conflict.column('id').doNothing())
		.execute();
	for (;;) {
		const number = receiptNumber(ctx.now, (bytes) => ctx.random(bytes));
		const statement = statementOf({ ...stated, number, origin: config.origin });
		const signature = signing.sign(statement);
		const kept = await ctx.db
			.insertInto('assignments.receipt')
			.values({ submission_id: submissionId, number, issued_at: ctx.now, statement, signature, key_id: signing.keyId })
			// A number another of this day already has: draw again.
			.onConflict((conflict) => conflict.column('number').doNothing())
			.executeTakeFirst();
		if (kept.numInsertedOrUpdatedRows) return { number, issuedAt: ctx.now, statement, signature, keyId: signing.keyId };
	}
}

/** What a statement certifies was handed in: the files in their order, and the text. */
export interface Certified {
	files: { name: string; size: number; sha256: string }[];
	text: { characters: number; sha256: string } | null;
}

export function certified(statement: string): Certified {
	const text = /^texte: (\d+) caractères, sha256 ([0-9a-f]{64})$/m.exec(statement);
	return {
		files: [...statement.matchAll(/^fichier: (\d+) octets, sha256 ([0-9a-f]{64}), (.*)$/gm)].map(([, size, sha256 = '', name = '']) => ({ name, size: Number(size), sha256 })),
		text: text ? { characters: Number(text[1]), sha256: text[2] ?? '' } : null
	};
}

/** Signs of the signature that stand on a printed receipt: who holds the paper may check it, who guesses a number may not. */
export const CODE_LENGTH = 12;

/** What stands on paper beside the number. */
export function codeOf(signature: string): string {
	return signature.slice(0, CODE_LENGTH);
}
