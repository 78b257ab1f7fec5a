/** What Préau needs of other machines, asked for real: the mail server, the object storage. */
import type { Config } from '#platform/config';
import { createS3Store } from '#platform/files/s3-store';
import { checkMail } from '#platform/mail-check';
import { danger, ok, warning, type Finding } from './finding.ts';

export async function objects({ s3 }: Config): Promise<Finding[]> {
	if (s3 === null) return [];
	const store = createS3Store(s3);
	const found = await store.check();
	await store.close();
	const { hostname } = new URL(s3.endpoint);
	if (found === 'ok') return [ok('s3', `Fichiers dans ${s3.bucket}, sur ${hostname}`)];
	const [text, remedy] = {
		'no-bucket': [`Le compartiment ${s3.bucket} n'existe pas sur ${hostname}.`, 'Créez-le, fermé au public, ou corrigez PREAU_S3_BUCKET.'],
		refused: [
			`${hostname} refuse la clé de PREAU_S3_KEY_ID pour ${s3.bucket}.`,
			'Donnez à cette clé le droit de lister, lire, écrire et supprimer dans ce compartiment, ou corrigez PREAU_S3_SECRET_KEY.'
		],
		away: [`Le stockage objet ${hostname} ne répond pas.`, 'Vérifiez PREAU_S3_ENDPOINT et le réseau. Rien ne se perd : les envois attendent dans le dossier de données.']
	}[found] as [string, string];
	return [danger('s3', text, remedy)];
}

/** Connects, and logs in when there is a name; sends nothing. */
export async function mail(config: Config): Promise<Finding> {
	if (config.smtpUrl === null)
		return warning('mail', 'Aucun serveur SMTP : les courriels restent dans le dossier de données.', 'Donnez SMTP_URL, par exemple smtps://nom:motdepasse@smtp.exemple.fr.');
	const { hostname, port, protocol } = new URL(config.smtpUrl);
	const at = port === '' ? hostname : `${hostname}:${port}`;
	switch (await checkMail(config.smtpUrl)) {
		case 'ok':
			return ok('mail', `Courriels par ${hostname}`);
		case 'refused':
			return danger('mail', `${at} refuse le nom ou le mot de passe de SMTP_URL.`, 'Corrigez-les ; « % » et « @ » s’écrivent %25 et %40..');
		case 'certificate':
			return danger('mail', `Le certificat de ${at} n'est pas valable pour ce nom.`, 'Donnez dans SMTP_URL le nom écrit dans le certificat, ou faites-le renouveler.');
		case 'away':
			return danger(
				'mail',
				`Le serveur SMTP ${at} ne répond pas.`,
				`Vérifiez le nom, le port et le réseau ${protocol === 'smtps:' ? '(smtps:// parle TLS dès le début : port 465 ; sinon smtp://)' : '(smtp:// : port 25 ou 587 ; smtps:// : port 465)'}.`
			);
	}
}
