import type { Command } from 'commander';
import { text } from 'node:stream/consumers';
import { asSystem } from './as-system.ts';
import { printJson } from './installation.ts';

/** `preau notifications …`: returned mails, a trial of every channel, holidays of further years. */
export function registerNotifications(program: Command): void {
	const notifications = program.command('notifications').description('courriels revenus, essais, vacances scolaires');

	notifications
		.command('bounce')
		.description("lire sur l'entrée standard un avis de non-remise, et marquer l'adresse (à brancher sur la boîte de retour)")
		.option('--json', 'un objet JSON')
		.action(async (options: { json?: boolean }) => {
			const { value } = await asSystem('notifications.take-bounce', { message: await text(process.stdin) });
			if (options.json) printJson(value);
			else process.stdout.write(value.marked > 0 ? `${value.marked} compte(s) marqué(s)\n` : 'rien à marquer : pas un avis définitif, ou adresse inconnue\n');
		});

	notifications
		.command('try <login>')
		.description('annoncer un essai à un compte, par toutes les voies qu’il a choisies')
		.option('--urgent', 'sans attendre la fin des heures calmes')
		.action(async (login: string, options: { urgent?: boolean }) => {
			await asSystem('notifications.try', { login, urgent: options.urgent === true });
			process.stdout.write('essai annoncé\n');
		});

	notifications
		.command('holidays [zones] [premier-jour] [dernier-jour] [nom]')
		.description('les jours sans école à venir ; avec une ou plusieurs zones (ABC), des jours AAAA-MM-JJ et un nom : les ajouter ou les corriger')
		.option('--remove', 'supprimer, dans ces zones, ce qui commence ce premier jour')
		.option('--json', 'un objet JSON')
		.action(async (zones: string | undefined, first: string | undefined, last: string | undefined, label: string | undefined, options: { remove?: boolean; json?: boolean }) => {
			if (zones !== undefined && options.remove) await asSystem('notifications.remove-holiday', { zones: letters(zones), first });
			else if (zones !== undefined) await asSystem('notifications.set-holiday', { zones: letters(zones), first, last, label });
			const { value } = await asSystem('notifications.holidays', {});
			if (options.json) printJson(value);
			else for (const one of value.holidays) process.stdout.write(`${one.zones.padEnd(4)}${one.first} → ${one.last}  ${one.label}\n`);
		});

	notifications
		.command('zone <zone>')
		.description('la zone des collèges qui n’en ont pas choisi : A, B ou C')
		.action(async (zone: string) => {
			await asSystem('notifications.set-zone', { zone });
			process.stdout.write(`zone ${zone}\n`);
		});
}

/** « abc », « A,B »: each zone by its letter. */
function letters(zones: string): string[] {
	return zones
		.toUpperCase()
		.replace(/[^A-Z]/g, '')
		.split('');
}
