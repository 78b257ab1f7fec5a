import { m } from '#paraglide/messages.js';

const KINDS: Record<string, (() => string) | undefined> = {
	COLLEGE: m.directory_school_kind_college,
	EREA: m.directory_school_kind_erea,
	AUTRE: m.directory_school_kind_other
};

/** The kinds that are opened by hand, in words; the académie's others as it writes them. */
export function kindWord(kind: string): string {
	return KINDS[kind]?.() ?? kind;
}
