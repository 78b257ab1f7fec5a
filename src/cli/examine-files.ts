/** Are the files there that the database knows? */
import { join } from 'node:path';
import type { Db } from '#kernel/context';
import { lastStored } from '#modules/files';
import type { Config } from '#platform/config';
import { createLocalStore } from '#platform/files/local-store';
import { createS3Store } from '#platform/files/s3-store';
import { danger, ok, warning, type Finding } from './finding.ts';

const LAST_FILES = 20;

/** A disk that is not mounted, a bucket that was not copied: some of the last files tell. */
export async function storedFiles(db: Db, config: Config): Promise<Finding> {
	const keys = await lastStored(db, LAST_FILES);
	const folder = join(config.data, 'fichiers/contenus');
	const remote = config.s3 === null ? null : createS3Store(config.s3);
	const store = remote ?? createLocalStore(folder);
	try {
		const sizes = await Promise.all(keys.map((key) => store.size(key)));
		const missing = sizes.filter((size) => size === null).length;
		if (missing === 0) return ok('files', keys.length === 0 ? 'Aucun fichier envoyé pour le moment' : 'Les derniers fichiers envoyés sont là');
		return danger(
			'files',
			`Des fichiers envoyés manquent dans ${config.s3?.bucket ?? folder} : ${missing} sur ${keys.length} regardés.`,
			remote ? 'Copiez-les depuis une sauvegarde, ou corrigez PREAU_S3_BUCKET.' : 'Un disque n’est-il pas monté ? Sinon reprenez ce dossier dans une sauvegarde.'
		);
	} catch {
		return warning('files', 'Les fichiers envoyés n’ont pas pu être regardés.', remote ? 'Le stockage objet doit d’abord répondre.' : `Vérifiez les droits de ${folder}.`);
	} finally {
		await remote?.close();
	}
}
