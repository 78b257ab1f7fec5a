import { m } from '#paraglide/messages.js';

/** What can be told, in the words of the page. */
export const KIND_WORDS: readonly (readonly [string, () => string])[] = [
	['message', m.notifications_kind_message],
	['official', m.notifications_kind_official],
	['moderation', m.notifications_kind_moderation],
	['account', m.notifications_kind_account]
];

export function kindWord(kind: string): string {
	return KIND_WORDS.find(([name]) => name === kind)?.[1]() ?? '';
}
