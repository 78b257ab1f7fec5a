/**
 * What is not yet saved on the server, kept on this device: under the account that wrote it, until it is
 * saved, for a week at most. Somebody else who writes on the same device wipes it.
 */
const DAYS = 7;

export interface Kept {
	account: string;
	at: number;
	/** The form, as it would be sent. */
	fields: [string, string][];
}

export interface KeptHere {
	/** A browser may refuse to keep anything; then nothing is kept. */
	keep(draftId: string, kept: Kept): void;
	forget(draftId: string): void;
	/** What this account left here, the latest first. What is too old, or somebody else's, goes. */
	keptBy(account: string, now: number): { draftId: string; kept: Kept }[];
}

/** Each kind of writing has its own prefix: one never takes up what another left. */
export function keptHere(prefix: string): KeptHere {
	return {
		keep(draftId, kept) {
			try {
				localStorage.setItem(prefix + draftId, JSON.stringify(kept));
			} catch {
				// Full, or forbidden: the page itself still holds the text.
			}
		},
		forget(draftId) {
			try {
				localStorage.removeItem(prefix + draftId);
			} catch {
				// Nothing was kept either.
			}
		},
		keptBy(account, now) {
			try {
				return Object.keys(localStorage)
					.filter((key) => key.startsWith(prefix))
					.flatMap((key) => {
						const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Kept | null;
						if (kept?.account === account && kept.at > now - DAYS * 86_400_000) return [{ draftId: key.slice(prefix.length), kept }];
						localStorage.removeItem(key);
						return [];
					})
					.sort((a, b) => b.kept.at - a.kept.at);
			} catch {
				return [];
			}
		}
	};
}
