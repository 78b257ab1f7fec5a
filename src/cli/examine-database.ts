/** The database as doctor sees it: reachable, up to date, alive. Started for the look when nobody runs it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Db } from '#kernel/context';
import { calendarEnds } from '#modules/notifications';
import { lastSigns } from '#modules/operations';
import type { Config } from '#platform/config';
import type { Database } from '#platform/database';
import { inOneLine } from '#platform/failure';
import { addresses, embedded, open, OtherSecret, untilReady } from '#platform/installation';
import { composeApp } from '../processes/compose.ts';
import { pendingIn } from '../processes/schema.ts';
import { storedFiles } from './examine-files.ts';
import { danger, ok, warning, type Finding } from './finding.ts';

/** Seconds without a sign of life; a process speaks every ten. */
const SILENT_AFTER = 35;
const OLD_IMPORT_DAYS = 7;
/** A next year is published by then, and somebody has to have the time to write it down. */
const CALENDAR_DAYS = 120;

export async function examineDatabase(config: Config, running: boolean): Promise<Finding[]> {
	const where = addresses(config);
	if (config.databaseUrl === null && !existsSync(join(config.data, 'postgres/PG_VERSION'))) {
		return [warning('database', 'La base de données n’est pas encore créée.', 'Elle le sera au premier démarrage.')];
	}
	let opened: { close(): Promise<void> } | null = null;
	try {
		// A running Préau has its own server: only look whether it answers.
		if (config.databaseUrl === null && !running) opened = await open(config, { migrate: false });
		else if (config.databaseUrl === null) await untilReady(embedded(config), null, 10);
		const app = composeApp(config, where, { process: 'doctor', connections: 2 });
		try {
			// The queues come with the first start; a command alone does without.
			const pending = await pendingIn(where, running ? app.jobs : []);
			return [
				ok('database', config.databaseUrl === null ? 'La base de données répond' : 'La base de données externe répond'),
				migrationsFinding(pending, config, running),
				...(pending.length === 0 ? await inside(app.database, config, running) : [])
			];
		} finally {
			await app.close();
		}
	} catch (error) {
		const external = config.databaseUrl !== null;
		if (error instanceof OtherSecret) return [danger('database', error.message, error.remedy ?? '')];
		return [
			danger(
				'database',
				external ? inOneLine(error) : `La base de données ne répond pas : ${(error as Error).message}`,
				external
					? 'Vérifiez DATABASE_URL, et les rôles : « preau database roles » écrit le SQL qui les crée.'
					: 'Lisez les journaux (journalctl -u preau) ; vérifiez le disque et les droits du dossier postgres.'
			)
		];
	} finally {
		await opened?.close();
	}
}

function migrationsFinding(pending: string[], config: Config, running: boolean): Finding {
	if (pending.length === 0) return ok('migrations', 'La base est à jour');
	// Files were replaced under a Préau that runs: a worker that starts now waits.
	if (running)
		return danger(
			'migrations',
			`${pending.length} migration(s) en attente : le programme est plus récent que la base, et les travaux de fond attendent qu'elle soit à jour.`,
			config.databaseUrl === null ? 'Redémarrez Préau : systemctl restart preau' : 'Redémarrez une fois avec DATABASE_OWNER_URL.'
		);
	const remedy = config.databaseUrl === null ? 'Elles seront faites au prochain démarrage.' : 'Démarrez une fois avec DATABASE_OWNER_URL.';
	return warning('migrations', `${pending.length} migration(s) en attente`, remedy);
}

async function inside(database: Database, config: Config, running: boolean): Promise<Finding[]> {
	return database.system(async (db) => {
		const signs = await lastSigns(db);
		const calendar = await calendarEnds(db);
		const { rows } = await sql<{ days: number | null; stuck: number; queues: boolean }>`select
			(select extract(epoch from now() - max(finished_at)) / 86400 from directory.import_run where status = 'applied')::int as days,
			(select coalesce(extract(epoch from now() - min(created_at)), 0)::int from core.outbox where start_after is null) as stuck,
			to_regclass('jobs.job') is not null as queues`.execute(db);
		const { days, stuck, queues } = rows[0] ?? { days: null, stuck: 0, queues: false };
		const failed = queues ? await failedJobs(db) : 0;
		const seen = signs.find((one) => one.process === 'worker');
		const silence = seen ? (Date.now() - seen.at.getTime()) / 1000 : Infinity;
		return [
			...(running
				? [
						silence <= SILENT_AFTER
							? ok('worker', 'Les travaux de fond tournent')
							: danger('worker', 'Les travaux de fond ne donnent plus signe de vie.', 'Lisez les journaux (journalctl -u preau), puis redémarrez.')
					]
				: []),
			...(running && stuck > 60 ? [danger('outbox', `Des travaux attendent depuis ${stuck} s d'être transmis.`, 'Redémarrez Préau ; rien n’est perdu.')] : []),
			failed > 0 ? warning('jobs', `${failed} travaux en échec`, 'Voyez /exploitation/travaux.') : ok('jobs', 'Aucun travail en échec'),
			days === null
				? warning('import', 'Aucun import de l’annuaire', 'Lancez « npm run -s preau -- import aaf DOSSIER ».')
				: days > OLD_IMPORT_DAYS
					? warning('import', `Dernier import il y a ${days} jours`, 'Vérifiez l’import de nuit : systemctl list-timers')
					: ok('import', days === 0 ? "Dernier import aujourd'hui" : `Dernier import il y a ${days} jour(s)`),
			await storedFiles(db, config),
			calendarFinding(calendar)
		];
	});
}

async function failedJobs(db: Db): Promise<number> {
	const { rows } = await sql<{ count: number }>`select count(*)::int as count from jobs.job where state = 'failed'`.execute(db);
	return rows[0]?.count ?? 0;
}

function calendarFinding(ends: string | null): Finding {
	const left = ends === null ? 0 : (Date.parse(ends) - Date.now()) / 86_400_000;
	return left >= CALENDAR_DAYS
		? ok('calendar', `Vacances scolaires connues jusqu'au ${String(ends)}`)
		: warning(
				'calendar',
				ends === null ? 'Les vacances scolaires ne sont pas connues.' : `Les vacances scolaires ne sont connues que jusqu'au ${ends}.`,
				'Ensuite les notifications sonneraient pendant les vacances. Ajoutez l’année suivante : « npm run -s preau -- notifications holidays --help ».'
			);
}
