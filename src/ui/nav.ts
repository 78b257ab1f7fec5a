/** The entries of the frame, by what a person is. Only what exists. */
import Activity from '@lucide/svelte/icons/activity';
import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark';
import House from '@lucide/svelte/icons/house';
import Inbox from '@lucide/svelte/icons/inbox';
import Mail from '@lucide/svelte/icons/mail';
import Newspaper from '@lucide/svelte/icons/newspaper';
import Settings from '@lucide/svelte/icons/settings';
import Users from '@lucide/svelte/icons/users';
import { m } from '#paraglide/messages.js';
import type { IconOf } from './types.ts';

export interface Entry {
	href: string;
	label: string;
	icon: IconOf;
	count?: number | undefined;
	/** What is counted, for who hears it. */
	counted?: string | undefined;
	current: boolean;
}

export interface Rights {
	/** Writes and reads messages. The operator of the installation never does. */
	messages: boolean;
	administers: boolean;
	operates: boolean;
	/** Gives work, hands it in, or looks after who does. */
	casier: boolean;
	/** Opens schools the académie does not hold. */
	opensSchools: boolean;
}

export function entries(rights: Rights, counts: { unread: number; casier: number }, path: string): { main: Entry[]; help: Entry } {
	const entry = (href: string, label: string, icon: IconOf, count?: number, counted?: string): Entry => ({
		href,
		label,
		icon,
		count: count || undefined,
		counted,
		current: path === href || path.startsWith(`${href}/`)
	});
	return {
		main: [
			entry('/accueil', m.common_nav_home(), House),
			...(rights.messages ? [entry('/messagerie', m.common_nav_messaging(), Mail, counts.unread, `${counts.unread} ${m.common_unread({ count: counts.unread })}`)] : []),
			...(rights.casier ? [entry('/casier', m.common_nav_casier(), Inbox, counts.casier, m.assignments_waiting({ count: counts.casier }))] : []),
			entry('/actualites', m.common_nav_news(), Newspaper),
			entry('/annuaire', m.common_nav_directory(), Users),
			...(rights.administers ? [entry('/administration', m.common_nav_administration(), Settings)] : []),
			...(rights.operates ? [entry('/exploitation', m.common_nav_operations(), Activity)] : [])
		],
		help: entry('/aide', m.common_nav_help(), CircleQuestionMark)
	};
}

const BAR = 5;

/** The bar of a phone holds five: what does not fit goes under « Plus ». */
export function forBar(all: { main: Entry[]; help: Entry }): { bar: Entry[]; more: Entry[] } {
	const every = [...all.main, all.help];
	return every.length <= BAR ? { bar: every, more: [] } : { bar: every.slice(0, BAR - 1), more: every.slice(BAR - 1) };
}
