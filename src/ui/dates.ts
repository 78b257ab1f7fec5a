/** Dates as people say them, in the language of the page and the time of the schools. */
import { getLocale } from '#paraglide/runtime.js';
import { m } from '#paraglide/messages.js';

const ZONE = 'Europe/Paris';
const DAY_MS = 86_400_000;
const MOST_SAYINGS = 5_000;

/** Making a formatter costs a hundred times its use, and a list has thirty dates. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = language + JSON.stringify(options);
	const made = formatters.get(key) ?? new Intl.DateTimeFormat(language, { timeZone: ZONE, ...options });
	formatters.set(key, made);
	return made;
}

function format(date: Date, options: Intl.DateTimeFormatOptions): string {
	const english = getLocale() === 'en';
	const text = formatter(english ? 'en-GB' : 'fr-FR', options).format(date);
	// The first of a month has its own word in French.
	return english ? text : text.replace(/(^|\s)1 (?=\p{L})/u, (_all, before: string) => `${before}1er `);
}

/** No saying changes within a minute, and lists of all people show the same few: said once, then remembered. */
function byMinute<T>(say: (date: Date) => T): (date: Date) => T {
	const known = { fr: new Map<number, T>(), en: new Map<number, T>() };
	return (date) => {
		const said = known[getLocale()];
		const minute = Math.floor(date.getTime() / 60_000);
		const there = said.get(minute);
		if (there !== undefined) return there;
		if (said.size >= MOST_SAYINGS) said.clear();
		const fresh = say(date);
		said.set(minute, fresh);
		return fresh;
	};
}

/** Days since an arbitrary day, in the time of the schools. */
const dayNumber = byMinute((date) => {
	const [year, month, day] = formatter('sv-SE', {}).format(date).split('-').map(Number);
	return Math.round(Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1) / DAY_MS);
});

/** « 10 h 12 », « 18 h ». */
export const clockTime = byMinute((date) => {
	const parts = formatter('fr-FR', { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' }).formatToParts(date);
	const hour = String(Number(parts.find((part) => part.type === 'hour')?.value ?? 0));
	const minute = parts.find((part) => part.type === 'minute')?.value ?? '00';
	if (getLocale() === 'en') return `${hour}:${minute}`;
	return minute === '00' ? `${hour}\u00a0h` : `${hour}\u00a0h\u00a0${minute}`;
});

/** « mercredi 18 mars 2026 à 10 h 12 ». */
export const fullDate = byMinute((date) => {
	const day = format(date, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
	return m.common_day_at_time({ day, time: clockTime(date) });
});

/** « mercredi 18 mars 2026 à 17 h 52 min 08 s »: a proof says the second. */
export function exactDate(date: Date): string {
	const second = formatter('fr-FR', { second: '2-digit' }).format(date).padStart(2, '0');
	const minute = formatter('fr-FR', { minute: '2-digit' }).format(date).padStart(2, '0');
	const hour = String(
		Number(
			formatter('fr-FR', { hour: 'numeric', hourCycle: 'h23' })
				.formatToParts(date)
				.find((part) => part.type === 'hour')?.value ?? 0
		)
	);
	const day = format(date, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
	const time = getLocale() === 'en' ? `${hour}:${minute}:${second}` : `${hour}\u00a0h\u00a0${minute}\u00a0min\u00a0${second}\u00a0s`;
	return m.common_day_at_time({ day, time });
}

/** « Mercredi 18 mars », to stand alone above a title. */
export function todayLine(now = new Date()): string {
	const text = format(now, { weekday: 'long', day: 'numeric', month: 'long' });
	return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** « 18 mars », with the year when it is not this one. */
export function plainDate(date: Date, now = new Date()): string {
	const sameYear = format(date, { year: 'numeric' }) === format(now, { year: 'numeric' });
	return format(date, { day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** « 10 h 12 », « hier », « lundi », « demain à 18 h », « 13 mars ». `short` leaves the hour out for other days. */
export function sayDate(date: Date, options: { now?: Date; short?: boolean } = {}): string {
	const now = options.now ?? new Date();
	const days = dayNumber(date) - dayNumber(now);
	if (days === 0) return clockTime(date);
	const day = days === -1 ? m.common_yesterday() : days === 1 ? m.common_tomorrow() : Math.abs(days) < 7 ? format(date, { weekday: 'long' }) : plainDate(date, now);
	// What is to come needs its hour; what is past by more than a day does not.
	if (options.short || days < -1 || days > 6) return day;
	return days > 0 ? m.common_day_at_time({ day, time: clockTime(date) }) : day;
}

/** « aujourd'hui », « hier », « lundi », « 13 mars »: the day alone. */
export function sayDay(date: Date, now = new Date()): string {
	const days = dayNumber(date) - dayNumber(now);
	return days === 0 ? m.common_today() : sayDate(date, { now, short: true });
}
