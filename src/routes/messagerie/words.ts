/** Sentences made from what a command answered. */
import type { Cookies } from '@sveltejs/kit';
import { getLocale } from '#paraglide/runtime.js';
import { m } from '#paraglide/messages.js';
import { clockTime, fullDate, plainDate, sayDate, sayDay } from '#ui/dates.ts';
import { flash } from '../../flash.ts';

export function number(value: number): string {
	return new Intl.NumberFormat(getLocale()).format(value);
}

/** « Message envoyé à 27 personnes. », with the button that undoes it while there is time. */
export function sentFlash(
	event: { cookies: Cookies; url: URL; locals: App.Locals },
	sent: { messageId: string; recipients: number | null; underway: boolean; ringsAt: Date | null; heldUntil: Date | null }
): void {
	flash(event, sentMessage(sent), 'ok', sent.heldUntil ? { undo: sent.messageId, seconds: event.locals.undoSeconds } : {});
}

/** « Message envoyé à 27 personnes. » */
export function sentMessage(sent: { recipients: number | null; underway: boolean; ringsAt: Date | null }): string {
	const said = sent.recipients === null || sent.underway ? m.messaging_was_accepted() : m.messaging_was_sent({ count: sent.recipients, shown: number(sent.recipients) });
	// Quiet hours: it is there, and rings later.
	return sent.ringsAt ? `${said} ${ringing(sent.ringsAt)}` : said;
}

/** « Sera notifié à 7 h », « demain à 7 h », « lundi à 7 h », « le lundi 4 janvier 2027 à 7 h ». */
function ringing(at: Date): string {
	if (sayDay(at) === m.common_today()) return m.messaging_rings_today({ time: clockTime(at) });
	return sayDay(at) === plainDate(at) ? m.messaging_rings_on({ date: fullDate(at) }) : m.messaging_rings_at({ date: sayDate(at) });
}

/** « à vous et 2 autres personnes », « aux parents de la 5e B » for the reader of a message. */
export function addressees(message: { toMe: boolean; to: string; hidden: number; cc: string; ccMe: boolean; blind: boolean }, pupil: boolean): string {
	const copied = [message.ccMe ? (pupil ? m.messaging_you_tu() : m.messaging_you()) : null, message.cc || null].filter((one) => one !== null);
	const open = openly(message, pupil);
	const blind = message.blind ? (pupil ? m.messaging_blind_tu() : m.messaging_blind()) : '';
	return [open, copied.length > 0 ? m.messaging_copy_to({ names: copied.join(', ') }) : '', blind].filter(Boolean).join(' · ');
}

function openly(message: { toMe: boolean; to: string; hidden: number }, pupil: boolean): string {
	const me = pupil ? m.messaging_to_me_tu() : m.messaging_to_me();
	const shown = [message.toMe ? me : null, message.to || null].filter((one) => one !== null);
	if (message.hidden === 0) return shown.join(', ');
	return shown.length === 0 ? m.messaging_to_hidden({ count: message.hidden }) : `${shown.join(', ')} ${m.messaging_and_hidden({ count: message.hidden })}`;
}

/** Why a scheduled letter could not leave, for its writer. */
export function whyNotSent(code: string): string {
	switch (code) {
		case 'recipient-unreachable':
		case 'recipient-unknown':
		case 'nobody-there':
		case 'no-recipient':
			return m.messaging_not_sent_recipients();
		case 'too-many-messages':
		case 'too-many-recipients':
			return m.messaging_not_sent_limits();
		case 'sender-gone':
			return m.messaging_not_sent_gone();
		default:
			return m.messaging_not_sent_other();
	}
}
