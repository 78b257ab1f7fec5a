/**
 * Where a form without script sends its files. With a name of its own (`cle`): sent again because the answer was lost on the
 * line, it is the same form, and its files are the ones that came. `key`: what they are for, when that is one thing.
 */
export function formAddress(usage: string, back: string, key: string = crypto.randomUUID()): string {
	return `/fichiers/formulaire?${new URLSearchParams({ usage, cle: key, retour: back }).toString()}`;
}
