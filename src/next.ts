/** Where to go after login: a path of ours, never another host. */
export function safeNext(value: unknown): string {
	const text = typeof value === 'string' ? value : '';
	return /^\/(?![/\\])[\x20-\x7e]*$/.test(text) && !text.startsWith('/connexion') ? text : '/accueil';
}
