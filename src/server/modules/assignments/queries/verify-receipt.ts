import * as v from 'valibot';
import type { Context } from '#kernel/context';
import { query } from '#kernel/definition';
import { refuse, refuseField } from '#kernel/errors';
import { anybody } from '#kernel/policy';
import { isSignedBy } from '#platform/signing';
import { codeOf, CODE_LENGTH, readNumber } from '../handing-in/receipts.ts';

/**
 * Is this a receipt of ours, unaltered. By number and the code beside it on paper, or by the statement and its
 * signature. Says no more of the pupil than who holds the paper reads on it: initials and class.
 */
export const verifyReceipt = query({
	name: 'assignments.verify-receipt',
	summary: 'Check a receipt by its number and code, or by its statement and signature; open to anybody who holds it',
	as: 'system',
	input: v.variant('by', [
		v.object({
			by: v.literal('number'),
			number: v.pipe(v.string('required'), v.maxLength(40, 'too-long')),
			code: v.pipe(v.string('required'), v.trim(), v.maxLength(40, 'too-long'))
		}),
		v.object({
			by: v.literal('statement'),
			statement: v.pipe(v.string('required'), v.maxLength(20_000, 'too-long')),
			signature: v.pipe(v.string('required'), v.trim(), v.maxLength(200, 'too-long'))
		})
	]),
	allow: anybody,
	trial: () => ({ by: 'number' as const, number: 'D-2026-1125-7K4M-92', code: 'x' }),
	async run(ctx, input) {
		if (input.by === 'statement') {
			const keys = await ctx.db.selectFrom('assignments.signing_key').select(['id', 'public_key']).execute();
			// A form sends other ends of lines, and who copies a text often leaves its last one: neither changes what it says.
			const statement = `${input.statement.replace(/\r\n/g, '\n').replace(/\n+$/, '')}\n`;
			const key = keys.find((one) => isSignedBy(one.public_key, statement, input.signature));
			return key ? { genuine: true as const, keyId: key.id, lines: shown(statement), state: null } : { genuine: false as const };
		}
		const number = readNumber(input.number);
		if (number === null) return refuseField('number', 'not-a-receipt-number');
		const row = await ctx.db
			.selectFrom('assignments.receipt as r')
			.innerJoin('assignments.submission as s', 's.id', 'r.submission_id')
			.innerJoin('assignments.signing_key as k', 'k.id', 'r.key_id')
			.select(['r.statement', 'r.signature', 'r.key_id', 'k.public_key', 's.state'])
			.where('r.number', '=', number)
			.executeTakeFirst();
		if (!row) return past(ctx, number, input.code);
		if (input.code.slice(0, CODE_LENGTH) !== codeOf(row.signature)) return { genuine: false as const };
		// Kept and signed, and altered since: never shown as genuine.
		if (!isSignedBy(row.public_key, row.statement, row.signature)) return refuse('unexpected');
		return { genuine: true as const, keyId: row.key_id, lines: shown(row.statement), state: row.state };
	}
});

/** Its work was erased with its school year: that it was issued here, and when, is all that is known. */
async function past(ctx: Pick<Context, 'db'>, number: string, code: string) {
	const row = await ctx.db.selectFrom('assignments.receipt_past').selectAll().where('number', '=', number).executeTakeFirst();
	if (!row || code.slice(0, CODE_LENGTH) !== codeOf(row.signature)) return { genuine: false as const };
	const lines = [
		{ name: 'numéro', value: row.number },
		{ name: 'déposé', value: row.issued_at.toISOString() }
	];
	return { genuine: true as const, keyId: row.key_id, lines, state: 'erased' as const };
}

/** The lines of a statement, names as initials. */
function shown(statement: string): { name: string; value: string }[] {
	return statement
		.split('\n')
		.filter((line) => line.includes(': '))
		.map((line) => {
			const at = line.indexOf(': ');
			const [name, value] = [line.slice(0, at), line.slice(at + 2)];
			return { name, value: name === 'élève' ? value.replace(/(\p{L})[\p{L}'’]*/gu, '$1.') : value };
		});
}
