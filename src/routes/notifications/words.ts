import { m } from '#paraglide/messages.js';

/** What can be told, in the words of the page. */
const KIND_WORDS: readonly (readonly [string, () => string, () => string])[] = [
	['message', m.notifications_kind_message, m.notifications_kind_message_text],
	['official', m.notifications_kind_official, m.notifications_kind_official_text],
	['work', m.notifications_kind_work, m.notifications_kind_work_text],
	['receipt', m.notifications_kind_receipt, m.notifications_kind_receipt_text],
	['handin', m.notifications_kind_handin, m.notifications_kind_handin_text],
	['feedback', m.notifications_kind_feedback, m.notifications_kind_feedback_text],
	['archive', m.notifications_kind_archive, m.notifications_kind_archive_text],
	['moderation', m.notifications_kind_moderation, m.notifications_kind_moderation_text],
	['account', m.notifications_kind_account, m.notifications_kind_account_text]
];

export function kindWord(kind: string): string {
	return KIND_WORDS.find(([name]) => name === kind)?.[1]() ?? '';
}

export function kindText(kind: string): string {
	return KIND_WORDS.find(([name]) => name === kind)?.[2]() ?? '';
}

const CHANNEL_WORDS = { email: m.notifications_channel_email, push: m.notifications_channel_push, sms: m.notifications_channel_sms };
export function channelWord(channel: keyof typeof CHANNEL_WORDS): string {
	return CHANNEL_WORDS[channel]();
}

const RHYTHM_WORDS = {
	now: m.notifications_rhythm_now,
	daily: m.notifications_rhythm_daily,
	weekly: m.notifications_rhythm_weekly,
	urgent: m.notifications_rhythm_urgent,
	off: m.notifications_rhythm_off
};
export function rhythmWord(rhythm: keyof typeof RHYTHM_WORDS): string {
	return RHYTHM_WORDS[rhythm]();
}
