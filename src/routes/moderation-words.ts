/** Words of reports and of what is closed. */
import { m } from '#paraglide/messages.js';
import { profileWord } from '#ui/profiles.ts';

const REASONS: Record<string, () => string> = {
	insult: m.messaging_reason_insult,
	harassment: m.messaging_reason_harassment,
	threat: m.messaging_reason_threat,
	inappropriate: m.messaging_reason_inappropriate,
	fraud: m.messaging_reason_fraud,
	other: m.messaging_reason_other
};

export const reasons = () => Object.entries(REASONS).map(([value, label]) => ({ value, label: label() }));
export const reasonWord = (reason: string) => REASONS[reason]?.() ?? reason;

/** « Collège Les Tilleuls, Élève », « Partout ». */
export function closureWord(closure: { school: string | null; profile: string | null }): string {
	return [closure.school ?? m.messaging_everywhere(), closure.profile && profileWord(closure.profile)].filter(Boolean).join(', ');
}
