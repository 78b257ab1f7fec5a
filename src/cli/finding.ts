/** One thing that was looked at, and what to do about it. */
export interface Finding {
	name: string;
	state: 'ok' | 'warning' | 'danger';
	/** What was found, in a sentence. */
	found: string;
	remedy: string | null;
}

export function ok(name: string, found: string): Finding {
	return { name, state: 'ok', found, remedy: null };
}
export function warning(name: string, found: string, remedy: string): Finding {
	return { name, state: 'warning', found, remedy };
}
export function danger(name: string, found: string, remedy: string): Finding {
	return { name, state: 'danger', found, remedy };
}
