/** Where finished files are kept when not in the data folder: an S3-compatible object storage. */
import { PreauError } from './failure.ts';

export interface S3Config {
	/** As this machine reaches it, e.g. `https://s3.exemple.fr`. */
	endpoint: string;
	/** As browsers reach it, to download from it; null: the bytes go through Préau. */
	publicEndpoint: string | null;
	bucket: string;
	region: string;
	keyId: string;
	secretKey: string;
}

/** Null without `PREAU_S3_ENDPOINT`; otherwise everything must be there. Values that may hold secrets are not repeated. */
export function s3Config(env: NodeJS.ProcessEnv, origin: string): S3Config | null {
	if (!env.PREAU_S3_ENDPOINT) {
		const left = ['PREAU_S3_BUCKET', 'PREAU_S3_KEY_ID', 'PREAU_S3_SECRET_KEY', 'PREAU_S3_PUBLIC_ENDPOINT'].find((name) => env[name]);
		if (left) throw new PreauError(`${left} est donné sans PREAU_S3_ENDPOINT.`, 'Donnez l’adresse du stockage objet, ou retirez ce réglage.');
		return null;
	}
	const endpoint = endpointOf(env, 'PREAU_S3_ENDPOINT');
	const publicEndpoint = env.PREAU_S3_PUBLIC_ENDPOINT ? endpointOf(env, 'PREAU_S3_PUBLIC_ENDPOINT') : null;
	// What people send is never of our origin: a page in it would be ours.
	if (publicEndpoint !== null && new URL(publicEndpoint).hostname === new URL(origin).hostname) {
		throw new PreauError('PREAU_S3_PUBLIC_ENDPOINT a le même nom d’hôte que PREAU_ORIGIN.', 'Donnez au stockage un nom à lui, par exemple https://s3.exemple.fr.');
	}
	const bucket = required(env, 'PREAU_S3_BUCKET');
	if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
		throw new PreauError('PREAU_S3_BUCKET n’est pas un nom de compartiment.', 'Écrivez-le en minuscules, par exemple preau-fichiers.');
	return {
		endpoint,
		publicEndpoint,
		bucket,
		region: env.PREAU_S3_REGION || 'us-east-1',
		keyId: required(env, 'PREAU_S3_KEY_ID'),
		secretKey: required(env, 'PREAU_S3_SECRET_KEY')
	};
}

function required(env: NodeJS.ProcessEnv, name: string): string {
	const value = env[name];
	if (!value) throw new PreauError(`${name} manque : le stockage objet est réglé à moitié.`, `Donnez ${name}, ou retirez PREAU_S3_ENDPOINT.`);
	return value;
}

function endpointOf(env: NodeJS.ProcessEnv, name: string): string {
	const given = (env[name] ?? '').replace(/\/+$/, '');
	if (!/^https?:\/\/[^/@]+$/.test(given) || !URL.canParse(given))
		throw new PreauError(`${name} n’est pas une adresse valable.`, 'Écrivez-la comme https://s3.exemple.fr, sans nom ni mot de passe.');
	return given;
}
