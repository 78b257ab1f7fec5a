import type { Command } from 'commander';
import { directoryStats } from '../server/modules/directory/import/index.ts';
import { printJson, withInstallation } from './installation.ts';

/** `preau directory …`: what the directory holds. */
export function registerDirectory(program: Command): void {
	const directory = program.command('directory').description("ce que contient l'annuaire");

	directory
		.command('stats')
		.description('combien de personnes, par établissement et profil')
		.option('--json', 'un objet JSON')
		.action(async (options: { json?: boolean }) => {
			const stats = await withInstallation(({ database }) => database.system(directoryStats));
			if (options.json) return printJson(stats);
			const columns = { pupil: 'élèves', guardian: 'responsables', teacher: 'enseignants', staff: 'vie scol.', principal: 'direction' } as const;
			const row = (name: string, cells: (string | number)[]) => process.stdout.write(name.slice(0, 40).padEnd(41) + cells.map((cell) => String(cell).padStart(13)).join('') + '\n');
			row('', ['classes', ...Object.values(columns)]);
			for (const school of stats.schools) row(school.name, [school.classes, ...Object.keys(columns).map((profile) => school.profiles[profile as keyof typeof columns] ?? 0)]);
			row('Personnes distinctes', ['', ...Object.keys(columns).map((profile) => stats.profiles[profile as keyof typeof columns] ?? 0)]);
			process.stdout.write(`${stats.people} personnes, ${stats.suspended} suspendues\n`);
		});
}
