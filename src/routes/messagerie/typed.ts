/** What somebody has typed, so that it can be given back to him. */

/** A form as pairs, to be sent again by hidden fields. */
export function pairs(form: Record<string, string | string[]>): [string, string][] {
	return Object.entries(form).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, one]));
}

export function textOf(value: string | string[] | undefined): string {
	return typeof value === 'string' ? value : (value?.[0] ?? '');
}

export function listOf(value: string | string[] | undefined): string[] {
	return [...new Set(value === undefined ? [] : typeof value === 'string' ? [value] : value)].filter(Boolean);
}
