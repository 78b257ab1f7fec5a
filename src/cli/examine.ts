/** Look at an installation from outside, without changing anything in it. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadConfig, type Config } from '#platform/config';
import { inOneLine } from '#platform/failure';
import { holder } from '../processes/lock.ts';
import { pagesAreBuilt, pagesAreFresh } from '../processes/build.ts';
import { portFailure, portRefusal } from '../processes/port.ts';
import { unsafe } from '../processes/production.ts';
import { mail, objects } from './examine-outside.ts';
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
		// A secret that cannot be used has been said.
		if (findings.some((one) => one.name === 'secret' && one.state === 'danger')) return findings;
		return [...findings, danger('config', inOneLine(error), 'Corrigez cette valeur, puis relancez « preau doctor ».')];
	}
	const running = holder(data) !== null;
	const { examineDatabase } = await import('./examine-database.ts');
	return [...findings, await disk(data), await port(config, running), await mail(config), ...(await objects(config)), ...(await examineDatabase(config, running))];
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
	if (!existsSync(data))
		return danger('data', `Le dossier de données ${data} n'existe pas, ou cet utilisateur ne le voit pas.`, `Créez-le : install -d -m 700 ${data}, ou donnez PREAU_DATA.`);
	const about = statSync(data);
	if (!about.isDirectory()) return danger('data', `${data} n'est pas un dossier.`, 'Donnez un dossier par PREAU_DATA.');
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
		const refused = await portRefusal(config.host, config.port);
		if (refused === null) return warning('port', `Préau ne tourne pas ; le port ${config.port} est libre.`, 'Démarrez-le : systemctl start preau');
		const { message, remedy } = portFailure(refused, config.host, config.port);
		return danger('port', `Préau ne tourne pas sur ce dossier. ${message}`, remedy ?? '');
	}
	const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
	const answer = await fetch(`http://${host}:${config.port}/readyz`, { signal: AbortSignal.timeout(10_000) }).catch(() => null);
	if (answer === null) return danger('port', `Préau tourne, mais ne répond pas sur ${host}:${config.port}.`, 'Vérifiez PORT et HOST, puis les journaux : journalctl -u preau');
	return answer.ok ? ok('port', `Préau répond sur ${host}:${config.port}`) : danger('port', 'Préau répond, sans sa base de données.', 'Lisez les journaux : journalctl -u preau');
}
