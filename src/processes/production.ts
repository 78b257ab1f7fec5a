/** What must be right before people's data is served: an address, and a secret that is nobody else's. */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isWeak, secretOf } from '#platform/config';
import { PreauError } from '#platform/failure';

export interface Unsafe {
	name: 'origin' | 'demo' | 'secret' | 'database-password' | 's3';
	message: string;
	remedy: string;
}

const GUESSED = new Set(['', 'postgres', 'password', 'preau', 'secret', 'changeme', 'admin']);

/** Everything that keeps `serve` from starting, read without changing anything. */
export function unsafe(env: NodeJS.ProcessEnv): Unsafe[] {
	const data = resolve(env.PREAU_DATA ?? 'data');
	return [origin(env), demo(data), secret(env, data), databasePassword(env), objectStorage(env)].filter((one) => one !== null);
}

/** Throws with the first of them. */
export function refuseUnsafe(env: NodeJS.ProcessEnv): void {
	const [first] = unsafe(env);
	if (first) throw new PreauError(first.message, first.remedy);
}

function origin(env: NodeJS.ProcessEnv): Unsafe | null {
	const given = env.PREAU_ORIGIN ?? '';
	if (given === '')
		return { name: 'origin', message: "PREAU_ORIGIN n'est pas donné.", remedy: "Donnez l'adresse que tapent les gens, par exemple PREAU_ORIGIN=https://ent.exemple.fr." };
	const local = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?\/?$/.test(given);
	if (!given.startsWith('https://') && !local)
		return {
			name: 'origin',
			message: `PREAU_ORIGIN n'est pas en https : ${given}.`,
			remedy: 'Les mots de passe passeraient en clair. Mettez un serveur mandataire avec TLS devant Préau (docs/operator.md).'
		};
	return null;
}

function demo(data: string): Unsafe | null {
	if (!existsSync(join(data, 'demo.json'))) return null;
	return {
		name: 'demo',
		message: `Le dossier ${data} est celui d'une démonstration : tout le monde en connaît le mot de passe.`,
		remedy: 'Donnez un autre dossier par PREAU_DATA.'
	};
}

function secret(env: NodeJS.ProcessEnv, data: string): Unsafe | null {
	const found = (message: string, remedy: string): Unsafe => ({ name: 'secret', message, remedy });
	if (env.PREAU_SECRET) {
		if (!isWeak(Buffer.from(env.PREAU_SECRET, 'base64url'))) return null;
		return found('PREAU_SECRET est trop faible : trop court, ou toujours les mêmes lettres.', 'Donnez 32 octets aléatoires : openssl rand -base64 32');
	}
	const file = join(data, 'secret');
	const make = `Créez-le : (umask 077; openssl rand -base64 32 > ${file})`;
	if (!existsSync(file)) return found(`Aucun secret : ni PREAU_SECRET, ni ${file}.`, make);
	if ((statSync(file).mode & 0o077) !== 0) return found(`D'autres que le propriétaire peuvent lire ${file}.`, `Fermez-le : chmod 600 ${file}`);
	try {
		if (isWeak(secretOf(file))) return found(`Le secret de ${file} est trop faible : trop court, ou toujours les mêmes lettres.`, make);
	} catch {
		return found(`Cet utilisateur ne peut pas lire ${file}.`, "Lancez la commande avec l'utilisateur de Préau, ou donnez-lui ce fichier : chown preau: " + file);
	}
	return null;
}

function databasePassword(env: NodeJS.ProcessEnv): Unsafe | null {
	for (const name of ['DATABASE_URL', 'DATABASE_OWNER_URL'] as const) {
		const given = env[name];
		if (!given || !URL.canParse(given)) continue;
		const { username, password } = new URL(given);
		// Without a name, ours and its derived password are used.
		if (username !== '' && password !== '' && GUESSED.has(decodeURIComponent(password).toLowerCase())) {
			return { name: 'database-password', message: `Le mot de passe de ${name} est de ceux que tout le monde essaie.`, remedy: 'Changez-le dans la base, puis ici.' };
		}
	}
	return null;
}

/** Sold keys are long; short ones and those of manuals are tried by everybody. */
function objectStorage(env: NodeJS.ProcessEnv): Unsafe | null {
	const endpoint = env.PREAU_S3_ENDPOINT;
	if (!endpoint) return null;
	const secretKey = env.PREAU_S3_SECRET_KEY ?? '';
	if (secretKey.length < 16 || GUESSED.has(secretKey.toLowerCase()))
		return { name: 's3', message: 'PREAU_S3_SECRET_KEY est trop facile à deviner.', remedy: 'Créez une clé réservée à Préau dans le stockage objet, puis donnez-la ici.' };
	for (const given of [endpoint, env.PREAU_S3_PUBLIC_ENDPOINT ?? '']) {
		if (given.startsWith('http:') && !/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?\/?$/.test(given))
			return { name: 's3', message: `Le stockage objet n'est pas en https : ${given}.`, remedy: 'Les fichiers des gens passeraient en clair. Donnez une adresse https.' };
	}
	return null;
}
