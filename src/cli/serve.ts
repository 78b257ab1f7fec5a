import type { Command } from 'commander';
import pg from 'pg';
import { loadConfig, type Config } from '#platform/config';
import { PreauError } from '#platform/failure';
import { APP, OWNER, rolePassword, SYSTEM } from '#platform/roles';
import { refuseUnsafe } from '../processes/production.ts';

/** `preau serve`: production. `preau database roles`: what an external server needs before. */
export function registerServe(program: Command): void {
	program
		.command('serve')
		.description('démarrer Préau en production : base, web et travaux de fond sous un superviseur')
		.action(async () => {
			// The supervisor takes the process over; it is loaded for this command alone.
			const { launch } = await import('../processes/launch.ts');
			await launch('production');
		});

	const database = program.command('database').description("la base de données, quand elle n'est pas celle de Préau");
	database
		.command('roles')
		.description('écrire le SQL qui crée les rôles et la base sur un serveur externe (à passer en superutilisateur)')
		.action(() => {
			const first = refusal();
			if (first) throw first;
			process.stdout.write(rolesSql(loadConfig(process.env, 'production')));
		});
}

/** The roles' passwords come from the secret: without a good one they would be anybody's. */
function refusal(): PreauError | null {
	try {
		refuseUnsafe({ ...process.env, PREAU_ORIGIN: 'https://localhost' });
		return null;
	} catch (error) {
		return error as PreauError;
	}
}

/** The part on roles can be passed again: after a new secret it gives them their new passwords. */
export function rolesSql(config: Config): string {
	const name = config.databaseUrl ? new URL(config.databaseUrl).pathname.slice(1) || 'preau' : 'preau';
	const database = pg.escapeIdentifier(name);
	const roles = [OWNER, APP, SYSTEM].map(
		(role) => `do $$ begin
  if not exists (select from pg_roles where rolname = '${role}') then create role ${role}; end if;
end $$;
alter role ${role} login nosuperuser nocreatedb nocreaterole nobypassrls password ${pg.escapeLiteral(rolePassword(config, role))};`
	);
	return `-- À passer avec psql, en superutilisateur, sur PostgreSQL 18. Contient des mots de passe : ne gardez pas ce texte.
${roles.join('\n')}
-- Une seule fois :
create database ${database} owner ${OWNER} encoding 'UTF8' locale_provider icu icu_locale 'fr-FR' locale 'C' template template0;
revoke all on database ${database} from public;
grant connect on database ${database} to ${APP}, ${SYSTEM};
`;
}
