import { InvalidArgumentError, type Command } from 'commander';
import { PreauError } from '#platform/failure';
import { asSystem } from './as-system.ts';
import { printJson, withInstallation } from './installation.ts';

const ABOVE = ['department', 'academy', 'operator'] as const;
type Above = (typeof ABOVE)[number];
const PROFILES = 'department (équipe du Département), academy (DANE) ou operator (exploitant)';

function above(text: string): Above {
	const found = ABOVE.find((one) => one === text);
	if (!found) throw new InvalidArgumentError(`attendu : ${ABOVE.join(', ')}.`);
	return found;
}

interface Adult {
	given: string;
	family: string;
	title: string;
	email: string;
	json?: boolean;
}
const adult = ({ title, given, family, email }: Adult) => ({ title, givenName: given, familyName: family, email });

function printCode({ login, code, expiresAt }: { login: string; code: string; expiresAt: Date }): void {
	process.stdout.write(`${login} : ${code} (jusqu'au ${expiresAt.toLocaleDateString('fr-FR')})\n`);
}

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
		.action(async (uai: string, options: Adult) => {
			const found = await withInstallation(({ database }) =>
				database.system((db) => db.selectFrom('directory.school').select('id').where('uai', '=', uai.toUpperCase()).executeTakeFirst())
			);
			if (!found) throw new PreauError(`Aucun établissement ne porte le numéro ${uai}.`, 'Voyez « directory stats ».');
			const { value } = await asSystem('directory.name-principal', {
				school: found.id,
				...adult(options)
			});
			if (options.json) printJson(value);
			else printCode(value);
		});

	directory
		.command('name')
		.argument('<profile>', PROFILES, above)
		.description("créer le compte de quelqu'un au-dessus des collèges, avec son code d'activation (noté au journal)")
		.requiredOption('--given <name>', 'prénom')
		.requiredOption('--family <name>', 'nom de famille')
		.option('--title <title>', 'Mme ou M.', '')
		.option('--email <address>', 'adresse électronique', '')
		.option('--json', 'un objet JSON')
		.action(async (profile: Above, options: Adult) => {
			const { value } = await asSystem('directory.name-above', { profile, ...adult(options) });
			if (options.json) printJson(value);
			else printCode(value);
		});

	for (const [name, about, definition, said] of [
		['appoint', "donner à quelqu'un qui a déjà un compte un rôle au-dessus des collèges (noté au journal)", 'directory.appoint-above', 'a ce rôle'],
		['dismiss', 'le lui retirer (noté au journal)', 'directory.dismiss-above', "n'a plus ce rôle"]
	] as const) {
		directory
			.command(name)
			.argument('<profile>', PROFILES, above)
			.argument('<login>', 'identifiant')
			.description(about)
			.option('--json', 'un objet JSON')
			.action(async (profile: Above, login: string, options: { json?: boolean }) => {
				const { value } = await asSystem(definition, { profile, login });
				if (options.json) printJson(value);
				else process.stdout.write(`${value.login} ${said}\n`);
			});
	}
}
