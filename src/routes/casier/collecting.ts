/** The list of a work as its address names it: which class, which of its pupils. Kept while one corrects. */
import type { CollectFilter } from '#modules/assignments';
import { m } from '#paraglide/messages.js';

const FILTERS = { tous: 'all', manquants: 'missing', retard: 'late', 'pas-ouvert': 'not-seen', 'a-corriger': 'to-mark', corriges: 'marked' } as const satisfies Record<
	string,
	CollectFilter
>;
export type FilterSlug = keyof typeof FILTERS;

export interface Listed {
	filter: CollectFilter;
	slug: FilterSlug;
	groupId: string;
	/** To be added to an address: `&etat=…&classe=…`. */
	keep: string;
}

export function listedOf(url: URL): Listed {
	const asked = url.searchParams.get('etat') ?? '';
	const slug = (Object.hasOwn(FILTERS, asked) ? asked : 'tous') as FilterSlug;
	const groupId = url.searchParams.get('classe') ?? '';
	return { filter: FILTERS[slug], slug, groupId, keep: addressOf(slug, groupId) };
}

export function addressOf(slug: FilterSlug, groupId: string): string {
	return [...(slug === 'tous' ? [] : [`&etat=${slug}`]), ...(groupId ? [`&classe=${groupId}`] : [])].join('');
}

/** As a query of its own. */
export const asQuery = (keep: string) => (keep ? `?${keep.slice(1)}` : '');

export const FILTER_WORDS: Record<FilterSlug, () => string> = {
	tous: m.assignments_filter_all,
	manquants: m.assignments_filter_missing,
	retard: m.assignments_filter_late,
	'pas-ouvert': m.assignments_filter_not_seen,
	'a-corriger': m.assignments_filter_to_mark,
	corriges: m.assignments_filter_marked
};

/** 7,5 as people write it. */
export const pointsText = (points: number) => String(points).replace('.', ',');
