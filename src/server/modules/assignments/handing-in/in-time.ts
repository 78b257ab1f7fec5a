/** What was ready before a deadline counts, also when « Rendre » is heard a little after it (ADR 0007). Pure. */
import type { Dates } from '../policy.ts';

/** How long after the deadline, or after a last byte that came later, the button may still be pressed. Milliseconds. */
const TO_PRESS_MS = 60 * 60 * 1000;

/** A draft as it stands: its files, and when its words were last changed. */
export interface Prepared {
	files: readonly { createdAt: Date; finishedAt: Date | null }[];
	wordsAt: Date | null;
}

/**
 * When a hand-in began: with the button. Who had everything there before a deadline, or on its way to us, and presses within the hour,
 * began when it was ready: with its last byte or the last change of its words, or, of an upload still under way then, with its
 * first. Nothing may have been added or changed since: what a device claims of the time proves nothing.
 */
export function beginningOf(dates: Dates, pressedAt: Date, prepared: Prepared): Date {
	for (const deadline of [dates.dueAt, dates.cutoffAt]) {
		if (deadline === null || pressedAt <= deadline) continue;
		const ready = readyBefore(deadline, pressedAt, prepared);
		if (ready === null || pressedAt > ready.until) continue;
		// On time only for who presses within the hour of the due date: of the cut-off, it is late.
		return deadline === dates.cutoffAt && dates.dueAt !== null && deadline > dates.dueAt && ready.at <= dates.dueAt ? deadline : ready.at;
	}
	return pressedAt;
}

/** The last deadline has passed: until when what was ready before it may still be handed in as it is. Null: it may not. */
export function pressableUntil(dates: Dates, at: Date, prepared: Prepared): Date | null {
	const deadline = dates.cutoffAt ?? dates.dueAt;
	if (deadline === null || at <= deadline) return null;
	const until = readyBefore(deadline, at, prepared)?.until ?? null;
	return until !== null && at <= until ? until : null;
}

/** The same of a list, which does not look at files: may it be that a draft was ready, when its words were last changed then? */
export function mayBePressable(dates: Dates, at: Date, wordsAt: Date | null): boolean {
	const deadline = dates.cutoffAt ?? dates.dueAt;
	return deadline !== null && at > deadline && at.getTime() <= deadline.getTime() + TO_PRESS_MS && (wordsAt === null || wordsAt <= deadline);
}

function readyBefore(deadline: Date, now: Date, { files, wordsAt }: Prepared): { at: Date; until: Date } | null {
	const added = [...files.map((file) => file.createdAt), ...(wordsAt ? [wordsAt] : [])].map(Number);
	if (added.length === 0) return null;
	const lastAdded = Math.max(...added);
	if (lastAdded > deadline.getTime()) return null;
	const lastByte = Math.max(0, ...files.map((file) => (file.finishedAt ?? now).getTime()));
	const at = lastByte > deadline.getTime() ? lastAdded : Math.max(lastAdded, lastByte);
	return { at: new Date(at), until: new Date(Math.max(deadline.getTime(), lastByte) + TO_PRESS_MS) };
}
