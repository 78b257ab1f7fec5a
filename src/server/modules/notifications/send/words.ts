/** What leaves Préau: who, about what, and a link. Never more. */
import { m } from '#paraglide/messages.js';
import type { Config } from '#platform/config';
import { KINDS } from '../kinds.ts';
import { unsubscribeLinks } from '../unsubscribe-token.ts';
import type { Due } from './claim.ts';

/** In one mail; the rest is said by its number. */
const LISTED = 30;

export function linkOf(config: Config, line: Due): string {
	return `${config.origin}/notifications/${line.event_id}`;
}

/** One mail for one person, about one thing or several. */
export function mailFor(config: Config, lines: readonly [Due, ...Due[]], to: string) {
	const [first] = lines;
	const options = { locale: first.locale };
	const said = lines.slice(0, LISTED).map((line) => `${m.notifications_line({ from: line.actor_name, subject: line.subject }, options)}\n${linkOf(config, line)}`);
	const more = lines.length - said.length;
	const kinds = new Set(lines.map((line) => line.kind));
	// What the law requires has no way out; the page of preferences says how it can come otherwise.
	const free = lines.every((line) => !KINDS[line.kind].required);
	const way = free ? unsubscribeLinks(config, first.account_id, kinds.size === 1 ? first.kind : null) : null;
	return {
		to,
		locale: first.locale,
		subject: lines.length === 1 ? m.notifications_line({ from: first.actor_name, subject: first.subject }, options) : m.notifications_mail_many({ count: lines.length }, options),
		text:
			[
				m.notifications_mail_hello({}, options),
				...said,
				...(more > 0 ? [m.notifications_mail_more({ count: more, link: `${config.origin}/notifications` }, options)] : []),
				...(first.pupil
					? [m.notifications_mail_end_tu({ link: `${config.origin}/compte/notifications` }, options)]
					: [m.notifications_mail_end({ link: `${config.origin}/compte/notifications` }, options)]),
				...(way ? [m.notifications_mail_stop({ link: way.page }, options)] : [])
			].join('\n\n') + '\n',
		...(way ? { headers: { 'List-Unsubscribe': `<${way.oneClick}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } } : {})
	};
}

export function pushFor(line: Due): string {
	return JSON.stringify({ title: line.actor_name, body: line.subject, url: `/notifications/${line.event_id}`, tag: line.event_id });
}

/** One text message holds 160 characters, of the telephone's own alphabet (GSM 03.38): no narrow spaces. The link comes whole. */
export function smsFor(config: Config, line: Due): string {
	const link = linkOf(config, line);
	const said = m.notifications_line({ from: line.actor_name, subject: line.subject }, { locale: line.locale }).replaceAll('\u202f', ' ').replaceAll('…', '...');
	const room = Math.max(20, 158 - link.length);
	return `${said.length > room ? said.slice(0, room - 3) + '...' : said}\n${link}`;
}
