import { InvalidArgumentError, type Command } from 'commander';
import { resolve } from 'node:path';
import { PreauError } from '#platform/failure';
import { loadConfig, readDemo } from '#platform/config';
import { printJson } from './installation.ts';

function wholeNumber(min: number, max: number) {
	return (text: string): number => {
		const number = Number(text);
		if (!Number.isInteger(number) || number < min || number > max) throw new InvalidArgumentError(`un nombre entier de ${min} à ${max} est attendu.`);
		return number;
	};
}

/** `preau demo …`: fictional data to try Préau with. */
export function registerDemo(program: Command): void {
	const demo = program.command('demo').description('données fictives pour essayer Préau');

	demo
		.command('aaf')
		.description("écrire un export fictif de l'académie, toujours le même pour les mêmes options")
		.option('--schools <n>', 'nombre de collèges', wholeNumber(1, 5_000), 3)
		.option('--pupils <n>', "nombre d'élèves, tous collèges ensemble", wholeNumber(1, 2_000_000), 900)
		.option('--seed <n>', 'graine du hasard', wholeNumber(0, 2 ** 31), 1)
		.requiredOption('--out <dir>', 'dossier où écrire les fichiers')
		.action(async (options: { schools: number; pupils: number; seed: number; out: string }) => {
			const { generateAaf } = await import('#modules/directory');
			const counts = generateAaf({ ...options, out: resolve(options.out) });
			const counted = (count: number, one: string) => `${count} ${one}${count > 1 ? 's' : ''}`;
			const parts = [counted(counts.schools, 'collège'), counted(counts.pupils, 'élève'), counted(counts.guardians, 'responsable'), counted(counts.staff, 'personnel')];
			process.stdout.write(`${parts.join(', ')} dans ${options.out}\n`);
		});

	demo
		.command('personas')
		.description('les personnes de la démonstration, avec identifiant et mot de passe')
		.option('--json', 'un objet JSON')
		.action(async (options: { json?: boolean }) => {
			const facts = readDemo(loadConfig().data);
			if (!facts) throw new PreauError("Ce dossier de données n'est pas celui d'une démonstration.", 'Lancez « npm start » sur un dossier vide.');
			const { PERSONAS } = await import('#modules/directory');
			const password = typeof facts.password === 'string' ? facts.password : null;
			const rows = PERSONAS.map(({ profile, login, name, school, class: classLabel }) => ({ profile, login, password, name, school, class: classLabel }));
			if (options.json) return printJson(rows);
			for (const row of rows)
				process.stdout.write(`${row.profile.padEnd(11)}${row.login.padEnd(22)}${row.name}${row.school ? `, ${row.school}` : ''}${row.class ? `, ${row.class}` : ''}\n`);
			if (password !== null) process.stdout.write(`\nMot de passe de toutes ces personnes : ${password}\n`);
		});
}
