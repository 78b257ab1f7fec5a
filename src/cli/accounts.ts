import type { Command } from 'commander';
import { cookieName } from '../session-cookie.ts';
import { asSystem } from './as-system.ts';
import { printJson } from './installation.ts';

/** `preau accounts …`: codes, diagnosis sessions, and the accounts of a demo. */
export function registerAccounts(program: Command): void {
	const accounts = program.command('accounts').description('codes et sessions des comptes');

	accounts
		.command('code <login>')
		.description("faire un nouveau code d'activation (noté au journal)")
		.option('--json', 'un objet JSON')
		.action(async (login: string, options: { json?: boolean }) => {
			const { value } = await asSystem('identity.code-for-login', { login });
			if (options.json) printJson(value);
			else process.stdout.write(`${value.login} : ${value.code} (jusqu'au ${value.expiresAt.toLocaleDateString('fr-FR')})\n`);
		});

	accounts
		.command('session <login>')
		.description('ouvrir une session de diagnostic de 15 minutes (notée au journal, montrée à la personne)')
		.option('--json', 'un objet JSON')
		.action(async (login: string, options: { json?: boolean }) => {
			const { value, app } = await asSystem('identity.open-diagnosis', { login });
			const cookie = `${cookieName(app.config.secure)}=${value.token}`;
			if (options.json) printJson({ cookie });
			else process.stdout.write(`${cookie}\n`);
		});

	accounts
		.command('activate')
		.description("activer tous les comptes d'une démonstration avec un même mot de passe")
		.requiredOption('--all', 'tous les comptes')
		.requiredOption('--password <p>', 'le mot de passe')
		.option('--json', 'un objet JSON')
		.action(async (options: { password: string; json?: boolean }) => {
			const { value } = await asSystem('identity.activate-all', { password: options.password });
			if (options.json) printJson(value);
			else process.stdout.write(`${value.activated} comptes activés\n`);
		});
}
