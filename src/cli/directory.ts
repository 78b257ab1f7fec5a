import type { Command } from 'commander';
import { PreauError } from '#platform/failure';
import { asSystem } from './as-system.ts';
import { printJson, withInstallation } from './installation.ts';

/** `preau directory …`: what the directory holds. */
export function registerDirectory(program: Command): void {
	const directory = program.command('directory').description("ce que contient l'annuaire");

	directory
		.command('stats')
		.description('combien de personnes, par établissement et profil')
		.option('--json', 'un objet JSON')
		.action(async (options: { json?: boolean }) => {
			const { directoryStats } = await import('#modules/directory');
			const stats = await withInstallation(({ database }) => database.system(directoryStats));
			if (options.json) return printJson(stats);
			const columns = { pupil: 'élèves', guardian: 'responsables', teacher: 'enseignants', staff: 'vie scol.', principal: 'direction' } as const;
			const row = (name: string, cells: (string | number)[]) => process.stdout.write(name.slice(0, 40).padEnd(41) + cells.map((cell) => String(cell).padStart(13)).join('') + '\n');
			row('', ['classes', ...Object.values(columns)]);
			for (const school of stats.schools) row(school.name, [school.classes, ...Object.keys(columns).map((profile) => school.profiles[profile as keyof typeof columns] ?? 0)]);
			row('Personnes distinctes', ['', ...Object.keys(columns).map((profile) => stats.profiles[profile as keyof typeof columns] ?? 0)]);
			process.stdout.write(`${stats.people} personnes, ${stats.suspended} suspendues\n`);
		});

	directory
		.command('create-school <uai>')
		.description("ouvrir un établissement hors de l'annuaire académique (noté au journal)")
		.requiredOption('--name <name>', 'son nom')
		.requiredOption('--city <city>', 'sa commune')
		.option('--kind <kind>', 'COLLEGE, EREA ou AUTRE', 'COLLEGE')
		.option('--json', 'un objet JSON')
		.action(async (uai: string, options: { name: string; city: string; kind: string; json?: boolean }) => {
			const { value } = await asSystem('directory.create-school', { uai, name: options.name, city: options.city, kind: options.kind });
			if (options.json) printJson(value);
			else process.stdout.write(`${options.name} (${value.uai}) est ouvert. Nommez sa direction : directory name-principal ${value.uai}\n`);
		});

	directory
		.command('name-principal <uai>')
		.description("créer le compte de la direction d'un établissement hors de l'annuaire académique (noté au journal)")
		.requiredOption('--given <name>', 'prénom')
		.requiredOption('--family <name>', 'nom de famille')
		.option('--title <title>', 'Mme ou M.', '')
		.option('--email <address>', 'adresse électronique', '')
		.option('--json', 'un objet JSON')
		.action(async (uai: string, options: { given: string; family: string; title: string; email: string; json?: boolean }) => {
			const found = await withInstallation(({ database }) =>
				database.system((db) => db.selectFrom('directory.school').select('id').where('uai', '=', uai.toUpperCase()).executeTakeFirst())
			);
			if (!found) throw new PreauError(`Aucun établissement ne porte le numéro ${uai}.`, 'Voyez « directory stats ».');
			const { value } = await asSystem('directory.name-principal', {
				school: found.id,
				title: options.title,
				givenName: options.given,
				familyName: options.family,
				email: options.email
			});
			if (options.json) printJson(value);
			else process.stdout.write(`${value.login} : ${value.code} (jusqu'au ${value.expiresAt.toLocaleDateString('fr-FR')})\n`);
		});
}
