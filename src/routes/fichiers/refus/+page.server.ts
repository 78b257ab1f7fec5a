import { error } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import type { PageServerLoad } from './$types';

/** What the form without JavaScript can be told. */
type Sentence = (numbers: { limit: number; left: number }) => string;
const SENTENCES: Record<string, Sentence> = {
	'file-program': m.error_file_program,
	'file-too-large': m.error_file_too_large,
	'file-infected': m.error_file_infected,
	'too-many-files': m.error_too_many_files,
	'too-many-uploads': m.error_too_many_uploads,
	'quota-reached': m.error_quota_reached,
	'school-quota-reached': m.error_school_quota_reached
};

/** The same, where they address the reader, to a pupil. */
const TO_PUPILS: Record<string, Sentence> = {
	'file-program': m.error_file_program_tu,
	'file-too-large': m.error_file_too_large_tu,
	'too-many-uploads': m.error_too_many_uploads_tu,
	'quota-reached': m.error_quota_reached_tu,
	'school-quota-reached': m.error_school_quota_reached_tu
};

/** Where /fichiers/formulaire leads when it took not everything: the code alone is believed, never a text of the address. */
export const load: PageServerLoad = ({ url, locals }) => {
	if (!locals.signedIn) error(404, m.error_not_found());
	const code = url.searchParams.get('code') ?? '';
	const say = (locals.signedIn.actor.profile === 'pupil' ? TO_PUPILS[code] : undefined) ?? SENTENCES[code] ?? m.error_file_refused;
	const back = url.searchParams.get('retour') ?? '';
	const number = (name: string) => Math.max(0, Math.floor(Number(url.searchParams.get(name)) || 0));
	return {
		sentence: say({ limit: number('limit'), left: number('left') }),
		back: /^\/(?![/\\])[^\\\s]*$/.test(back) ? back : '/accueil',
		kept: new URL(back || '/', url).searchParams.getAll('fichier').length
	};
};
