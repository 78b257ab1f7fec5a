import { administered } from '../../school.ts';
import type { PageServerLoad } from './$types';

const ID = /^[0-9a-f-]{36}$/;

export const load: PageServerLoad = async ({ locals, url }) => {
	const school = await administered(locals, url);
	const given = (name: string) => (url.searchParams.get(name) ?? '').trim();
	/** Somebody of the school: by id once chosen, else by what was typed. */
	const look = async (text: string, id: string) => {
		if (ID.test(id)) return { text, id, found: [] };
		if (!text) return { text, id: null, found: [] };
		const list = await locals.get('directory.accounts', { school: school.id, q: text });
		const [only] = list.rows;
		return {
			text,
			id: list.total === 1 && only ? only.id : null,
			found: list.rows.slice(0, 15).map((row) => ({ value: row.id, label: [row.name, row.classLabel].filter(Boolean).join(' · ') }))
		};
	};
	const [from, to] = await Promise.all([look(given('de'), given('de-id')), look(given('a'), given('a-id'))]);
	const answer = from.id && to.id && from.id !== to.id ? await locals.call('directory.explain-reach', { school: school.id, from: from.id, to: to.id }) : null;
	return { school, from, to, answer: answer?.ok ? answer.value : null, asked: Boolean(from.text || from.id) };
};
