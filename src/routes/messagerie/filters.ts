/** The filters of a list, as its address carries them and as the server takes them. */
export interface Typed {
	unread: boolean;
	files: boolean;
	from: string;
	classId: string;
	since: string;
	until: string;
}

export function filtersOf(url: URL): Typed {
	const text = (name: string) => (url.searchParams.get(name) ?? '').slice(0, 60);
	return {
		unread: url.searchParams.has('non-lus'),
		files: url.searchParams.has('fichiers'),
		from: text('de'),
		classId: text('classe'),
		since: text('depuis'),
		until: text('jusqu-au')
	};
}

/** How many are set: beside « Filtrer ». */
export function filterCount(typed: Typed): number {
	return Object.values(typed).filter(Boolean).length;
}
