/** Look at an installation from outside, without changing anything in it. */
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { loadConfig, type Config } from '#platform/config';
import { createS3Store } from '#platform/files/s3-store';
import { pagesAreBuilt, pagesAreFresh } from '../processes/build.ts';
import { unsafe } from '../processes/production.ts';
import { examineDatabase } from './examine-database.ts';
import { danger, ok, warning, type Finding } from './finding.ts';

export async function examine(env: NodeJS.ProcessEnv): Promise<Finding[]> {
	const data = resolve(env.PREAU_DATA ?? 'data');
	const findings = [node(), pages(), folder(data), ...safety(env, data)];
	if (findings.some((one) => one.name === 'data' && one.state === 'danger') || !hasSecret(env, data)) return findings;
	// From here on nothing is created: the folder and the secret are there.
	let config: Config;
	try {
		config = loadConfig(env);
	} catch (error) {
		return [...findings, danger('config', (error as Error).message, 'Corrigez cette valeur, puis relancez « preau doctor ».')];
	}
	const running = supervisorPid(data) !== null;
	return [...findings, await disk(data), await port(config, running), mail(config), ...(await objects(config)), ...(await examineDatabase(config, running))];
}

function node(): Finding {
	const major = Number(process.versions.node.split('.')[0]);
	return major >= 24
		? ok('node', `Node ${process.versions.node}`)
		: danger('node', `Node ${process.versions.node} est trop ancien.`, 'Lancez Préau par « npm run », qui apporte Node 24.');
}

function pages(): Finding {
	if (!pagesAreBuilt()) return danger('pages', 'Les pages ne sont pas construites.', 'Lancez « npm run build ».');
	return pagesAreFresh() ? ok('pages', 'Pages construites') : warning('pages', 'Des sources sont plus récentes que les pages.', 'Lancez « npm run build », puis redémarrez.');
}

function folder(data: string): Finding {
	if (!existsSync(data)) return danger('data', `Le dossier de données ${data} n'existe pas.`, `Créez-le : install -d -m 700 ${data}, ou donnez PREAU_DATA.`);
	const about = statSync(data);
	try {
		accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
	} catch {
		return danger(
			'data',
			`Cet utilisateur ne peut pas écrire dans ${data}.`,
			`Lancez la commande avec l'utilisateur de Préau, ou changez le propriétaire : chown -R preau: ${data}`
		);
	}
	const uid = process.getuid?.();
	if (uid !== undefined && uid !== 0 && about.uid !== uid) return warning('data', `${data} appartient à un autre utilisateur.`, 'Préau doit posséder son dossier de données.');
	if ((about.mode & 0o007) !== 0 && uid !== 0) return warning('data', `Tout le monde peut lire ${data}.`, `Fermez-le : chmod 700 ${data}`);
	return ok('data', `Dossier de données ${data}`);
}

/** What « serve » would refuse; in a demo folder or without an origin it is only to be known. */
function safety(env: NodeJS.ProcessEnv, data: string): Finding[] {
	const found = unsafe(env);
	const secret = found.find((one) => one.name === 'secret');
	const rest = found.filter((one) => one.name !== 'secret').map((one) => warning(one.name, one.message, one.remedy));
	return [
		secret
			? danger('secret', secret.message, secret.remedy)
			: ok('secret', env.PREAU_SECRET ? 'Secret donné par PREAU_SECRET' : `Secret dans ${join(data, 'secret')}, fermé aux autres`),
		...rest
	];
}

function hasSecret(env: NodeJS.ProcessEnv, data: string): boolean {
	return Boolean(env.PREAU_SECRET) || existsSync(join(data, 'secret'));
}

/** The supervisor that holds the folder's lock, if it lives. */
function supervisorPid(data: string): number | null {
	try {
		const pid = Number(readFileSync(join(data, 'supervisor.pid'), 'utf8').split(' ')[0]);
		process.kill(pid, 0);
		return pid;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM' ? 0 : null;
	}
}

async function disk(data: string): Promise<Finding> {
	const found = await statfs(data);
	const free = found.bavail * found.bsize;
	const share = free / (found.blocks * found.bsize);
	const text = `${(free / 1e9).toFixed(1)} Go libres (${Math.round(share * 100)} %)`;
	if (free < 1e9 || share < 0.03) return danger('disk', text, 'Faites de la place : la base s’arrête quand le disque est plein.');
	return share < 0.1 ? warning('disk', text, 'Prévoyez de la place.') : ok('disk', text);
}

async function port(config: Config, running: boolean): Promise<Finding> {
	if (!running) {
		const free = await new Promise<boolean>((done) => {
			const probe = createServer()
				.once('error', () => {
					done(false);
				})
				.once('listening', () => {
					probe.close(() => {
						done(true);
					});
				});
			probe.listen(config.port, config.host);
		});
		return free
			? warning('port', `Préau ne tourne pas ; le port ${config.port} est libre.`, 'Démarrez-le : systemctl start preau')
			: danger(
					'port',
					`Préau ne tourne pas sur ce dossier, et le port ${config.port} est pris par un autre programme.`,
					`Trouvez-le : ss -ltnp 'sport = :${config.port}', ou donnez PORT.`
				);
	}
	const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
	const answer = await fetch(`http://${host}:${config.port}/readyz`, { signal: AbortSignal.timeout(10_000) }).catch(() => null);
	if (answer === null) return danger('port', `Préau tourne, mais ne répond pas sur ${host}:${config.port}.`, 'Vérifiez PORT et HOST, puis les journaux : journalctl -u preau');
	return answer.ok ? ok('port', `Préau répond sur ${host}:${config.port}`) : danger('port', 'Préau répond, sans sa base de données.', 'Lisez les journaux : journalctl -u preau');
}

async function objects({ s3 }: Config): Promise<Finding[]> {
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

function mail(config: Config): Finding {
	return config.smtpUrl === null
		? warning('mail', 'Aucun serveur SMTP : les courriels restent dans le dossier de données.', 'Donnez SMTP_URL, par exemple smtps://nom:motdepasse@smtp.exemple.fr.')
		: ok('mail', `Courriels par ${new URL(config.smtpUrl).hostname}`);
}
