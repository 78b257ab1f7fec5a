import { fail } from '@sveltejs/kit';
import { formObject } from '../../../form.ts';
import type { Output, Refused } from '#app';
import type { Actions, PageServerLoad } from './$types';

type Answer = Output<'assignments.verify-receipt'>;
const NOTHING = { number: '', code: '' };

/** By the link of the QR code the number and the code come filled in, and are checked at once. */
export const load: PageServerLoad = async ({ locals, url, request }) => {
	const number = url.searchParams.get('numero') ?? '';
	const code = url.searchParams.get('code') ?? '';
	if (request.method === 'POST' || !url.searchParams.has('numero')) return { ...NOTHING, answer: null, refused: null };
	const checked = await locals.call('assignments.verify-receipt', { by: 'number', ...(number ? { number } : {}), ...(code ? { code } : {}) });
	return { number, code, answer: checked.ok ? checked.value : null, refused: checked.ok ? null : checked };
};

/** A file that was chosen, or nothing. */
function chosen(form: FormData, name: string): File | null {
	const value = form.get(name);
	return value instanceof File && value.size > 0 ? value : null;
}

export const actions: Actions = {
	/** The files that were downloaded, or the same as text. */
	texte: async ({ locals, request }) => {
		const form = await request.formData();
		const typed = formObject(form);
		const [statement, signature] = [chosen(form, 'accuse'), chosen(form, 'signature-file')];
		const text = statement ? await statement.text() : String(typed['statement'] ?? '');
		const signed = signature ? signatureOf(new Uint8Array(await signature.arrayBuffer())) : String(typed['signature'] ?? '');
		const checked = await locals.call('assignments.verify-receipt', { by: 'statement', ...(text ? { statement: text } : {}), ...(signed ? { signature: signed } : {}) });
		const back = { statement: statement ? '' : text, signature: signature ? '' : signed };
		if (!checked.ok) return fail(checked.status, { ...back, answer: null as Answer | null, refused: checked as Refused | null });
		return { ...back, answer: checked.value as Answer | null, refused: null as Refused | null };
	}
};

/** 64 bytes as they are, or the same written in letters. */
function signatureOf(bytes: Uint8Array): string {
	return bytes.length === 64 ? Buffer.from(bytes).toString('base64url') : new TextDecoder().decode(bytes).trim();
}
