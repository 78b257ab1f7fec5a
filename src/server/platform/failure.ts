/**
 * A failure with a sentence for whoever runs Préau (CLI, supervisor): printed as one line on standard
 * error, exit code 1. Not for people's requests: those are refusals.
 */
export class PreauError extends Error {
	override name = 'PreauError';
	readonly remedy: string | null;
	constructor(message: string, remedy: string | null = null) {
		super(message);
		this.remedy = remedy;
	}
}

/** What failed and the remedy, as the one line that is printed. */
export function inOneLine(error: unknown): string {
	const known = error instanceof PreauError ? error : ofSystem(error);
	const text = known ? [known.message, known.remedy].filter(Boolean).join(' ') : `erreur inattendue : ${(error as Error).message}`;
	return text.replace(/\s*\n\s*/g, ' ');
}

const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);

/** What the system and the database say in codes. */
function ofSystem(error: unknown): PreauError | null {
	// Every address of a name was tried, and none answered.
	const [tried] = (error as Partial<AggregateError>).errors ?? [];
	const { code = '', path = '', message = '' } = (tried ?? error) as NodeJS.ErrnoException;
	if (NETWORK.has(code)) return new PreauError(`La base de données ne répond pas : ${message}.`, 'Vérifiez DATABASE_URL et le réseau.');
	switch (code) {
		case 'EACCES':
		case 'EPERM':
			return new PreauError(`Cet utilisateur n'a pas accès à ${path}.`, 'Lancez la commande avec celui à qui ce dossier appartient, ou changez le propriétaire.');
		case 'ENOENT':
			return path === '' ? null : new PreauError(`${path} n'existe pas.`);
		case 'ENOTDIR':
		case 'EEXIST':
			return new PreauError(`${path} n'est pas un dossier.`);
		case 'EROFS':
			return new PreauError(`${path} ne se laisse que lire.`, 'Le disque est monté en lecture seule.');
		case 'ENOSPC':
		case '53100':
			return new PreauError('Le disque est plein.', 'Faites de la place ; rien de ce qui était enregistré n’est perdu.');
		case '28P01':
		case '28000':
			return new PreauError(
				'La base de données refuse le nom ou le mot de passe.',
				'Vérifiez DATABASE_URL et le secret : « preau database roles » écrit le SQL qui donne leurs mots de passe aux rôles.'
			);
		case '3D000':
			return new PreauError("Cette base de données n'existe pas.", 'Créez-la : « preau database roles » écrit le SQL.');
		default:
			return null;
	}
}
