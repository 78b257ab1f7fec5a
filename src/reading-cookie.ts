/** What a visitor chose on the reading panel: this device remembers it until there is an account to keep it. */
import type { Cookies } from '@sveltejs/kit';
import { READING_CHOICES, type Reading } from '#ui/reading.ts';

const NAME = 'lecture';

export function readingOf(cookies: Cookies): Reading {
	const kept = new URLSearchParams(cookies.get(NAME) ?? '');
	return Object.fromEntries(
		Object.entries(READING_CHOICES).flatMap(([name, values]) => {
			const value = kept.get(name);
			return value !== null && values.some((one) => one === value) ? [[name, value]] : [];
		})
	) as Reading;
}

/** Keep what differs from the ordinary page; nothing when all is ordinary. */
export function keepReading(cookies: Cookies, form: Record<string, unknown>, options: Parameters<Cookies['set']>[2]): void {
	const chosen = Object.entries(READING_CHOICES).flatMap(([name, values]): [string, string][] => {
		const value = values.slice(1).find((one) => one === form[name]);
		return value === undefined ? [] : [[name, value]];
	});
	if (chosen.length === 0) cookies.delete(NAME, options);
	else cookies.set(NAME, new URLSearchParams(chosen).toString(), options);
}
