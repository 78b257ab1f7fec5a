/**
 * What is not yet saved on the server, kept on this device: under the account that wrote it, until it is
 * saved, for a week at most. Somebody else who writes on the same device wipes it.
 */
const PREFIX = 'brouillon:';
const DAYS = 7;

export interface Kept {
	account: string;
	at: number;
	/** The form, as it would be sent. */
	fields: [string, string][];
}

/** A browser may refuse to keep anything; then nothing is kept. */
export function keep(draftId: string, kept: Kept): void {
	try {
		localStorage.setItem(PREFIX + draftId, JSON.stringify(kept));
	} catch {
		// Full, or forbidden: the page itself still holds the text.
	}
}

export function forget(draftId: string): void {
	try {
		localStorage.removeItem(PREFIX + draftId);
	} catch {
		// Nothing was kept either.
	}
}

/** What this account left here, the latest first. What is too old, or somebody else's, goes. */
export function keptBy(account: string, now: number): { draftId: string; kept: Kept }[] {
	try {
		return Object.keys(localStorage)
			.filter((key) => key.startsWith(PREFIX))
			.flatMap((key) => {
				const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Kept | null;
				if (kept?.account === account && kept.at > now - DAYS * 86_400_000) return [{ draftId: key.slice(PREFIX.length), kept }];
				localStorage.removeItem(key);
				return [];
			})
			.sort((a, b) => b.kept.at - a.kept.at);
	} catch {
		return [];
	}
}
