import { InvalidArgumentError, type Command } from 'commander';
import { resolve } from 'node:path';
import { PreauError } from '#platform/failure';
import type { ImportResult, Report, SchoolEvent } from '#modules/directory';
import { printJson, withInstallation } from './installation.ts';

const LABELS = { structures: 'établissements', classes: 'classes', groups: 'groupes', pupils: 'élèves', guardians: 'responsables', staff: 'personnels' } as const;
const EVENTS: Record<SchoolEvent, string> = {
	arrivals: 'arrivent',
	departures: 'partent',
	returns: 'reviennent',
	moves: "changent d'établissement",
	classChanges: 'changent de classe',
	linkChanges: 'liens de famille modifiés',
	corrections: 'corrigés'
};
const STATUSES = { planned: 'en cours', applied: 'appliqué', refused: 'refusé', undone: 'annulé', failed: 'échoué' } as const;
const BY = { id: null, label: 'cli' };

function percent(text: string): number {
	const number = Number(text);
	if (text.trim() === '' || !(number >= 0 && number <= 100)) throw new InvalidArgumentError('un pourcentage de 0 à 100 est attendu.');
	return number;
}

function runNumber(text: string): number {
	const number = Number(text);
	if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError("un numéro d'import est attendu.");
	return number;
}

function print(...lines: string[]): void {
	for (const line of lines) process.stdout.write(line + '\n');
}

function printReport(report: Report): void {
	print(''.padEnd(16) + ['créés', 'modifiés', 'inchangés', 'suspendus', 'restaurés'].map((text) => text.padStart(11)).join(''));
	for (const [what, label] of Object.entries(LABELS) as [keyof typeof LABELS, string][]) {
		const { created, updated, unchanged, suspended, restored } = report[what];
		print(label.padEnd(16) + [created, updated, unchanged, suspended, restored].map((count) => String(count).padStart(11)).join(''));
	}
	print(`liens de famille : ${report.links.created} créés, ${report.links.removed} retirés`);
	print(`ignorés : ${report.ignored.unknownAttributes} attributs inconnus, ${report.ignored.unreferencedGuardians} responsables sans élève`);
	for (const { name, uai } of report.adopted ?? []) print(`${name} (${uai}), ouvert à la main, est désormais tenu par l'académie`);
	for (const school of report.schools.filter((one) => Object.keys(one.events).length > 0)) {
		print('', `${school.name}${school.uai ? ` (${school.uai})` : ''}`);
		for (const [event, { count, samples }] of Object.entries(school.events) as [SchoolEvent, { count: number; samples: string[] }][]) {
			print(`  ${count} ${EVENTS[event]} : ${samples.slice(0, 3).join(', ')}${count > 3 ? '…' : ''}`);
		}
	}
	if (report.rejected.length > 0)
		print('', `${report.rejected.length} enregistrements rejetés :`, ...report.rejected.slice(0, 20).map((one) => `  ${one.file} ${one.id} : ${one.reason}`));
}

function printResult(result: ImportResult, refused: string | null): void {
	printReport(result.report);
	const { durationMs } = result.summary;
	print(
		'',
		result.status === 'applied'
			? `Import ${result.summary.run} appliqué en ${(durationMs / 1000).toFixed(1).replace('.', ',')} s.`
			: result.status === 'planned'
				? `Essai seulement : rien n'a été écrit.${refused === null ? '' : ` Cet import serait refusé : ${refused}`}`
				: `Import ${result.summary.run} refusé : rien n'a été modifié.`
	);
}

/** Loaded when there is something to import, not to say that a command was mistyped. */
const directory = () => import('#modules/directory');

/** `preau import …`: the directory from the académie. */
export function registerImport(program: Command): void {
	const group = program.command('import').description("importer l'annuaire de l'académie");

	group
		.command('aaf <path>')
		.description("importer un export de l'annuaire académique (dossier, zip ou tar.gz)")
		.option('--dry-run', 'montrer ce qui changerait, ne rien écrire')
		.option('--json', 'un objet JSON')
		.option('--max-departures <percent>', "part d'un établissement qui peut partir (10 si rien n'est dit)", percent)
		.action(async (path: string, options: { dryRun?: boolean; json?: boolean; maxDepartures?: number }) => {
			const { DEFAULT_MAX_DEPARTURES, importAaf, sentenceOf } = await directory();
			const { maxDepartures = DEFAULT_MAX_DEPARTURES } = options;
			const result = await withInstallation(({ database }) => importAaf(database, { path: resolve(path), dryRun: options.dryRun ?? false, maxDepartures, by: BY }));
			const refused = result.refused ? sentenceOf(result.refused, maxDepartures) : null;
			if (options.json) printJson(result.summary);
			else printResult(result, refused);
			if (result.status === 'refused' && result.refused) {
				throw new PreauError(`import refusé : ${refused}`, `Si c'est voulu, relancez avec --max-departures ${Math.ceil(result.refused.share)}.`);
			}
		});

	group
		.command('list')
		.description('les derniers imports')
		.option('--json', 'un objet JSON')
		.action(async (options: { json?: boolean }) => {
			const { listRuns } = await directory();
			const runs = await withInstallation(({ database }) => database.system((db) => listRuns(db)));
			if (options.json) printJson(runs);
			else
				for (const run of runs)
					print(
						`${String(run.run).padStart(5)}  ${run.startedAt.slice(0, 16).replace('T', ' ')}  ${run.mode === 'delta' ? 'incrémental' : 'complet    '}  ${STATUSES[run.status]}${run.reason ? ` : ${run.reason}` : ''}`
					);
		});

	group
		.command('show')
		.argument('<run>', "numéro de l'import", runNumber)
		.description("le rapport d'un import")
		.option('--json', 'un objet JSON')
		.action(async (number: number, options: { json?: boolean }) => {
			const { showRun } = await directory();
			const run = await withInstallation(({ database }) => database.system((db) => showRun(db, number)));
			if (!run) throw new PreauError(`L'import ${number} n'existe pas.`, 'Voyez « import list ».');
			if (options.json) return printJson(run);
			print(`Import ${run.run}, ${STATUSES[run.status]}${run.reason ? ` : ${run.reason}` : ''}`);
			if (run.report?.schools) printReport(run.report);
		});

	group
		.command('undo')
		.argument('<run>', "numéro de l'import", runNumber)
		.description("remettre l'annuaire comme avant un import")
		.option('--json', 'un objet JSON')
		.action(async (number: number, options: { json?: boolean }) => {
			const { undoImport } = await directory();
			const result = await withInstallation(({ database }) => undoImport(database, number, BY));
			if (options.json) printJson(result);
			else print(`Import ${result.run} annulé : l'annuaire est comme avant.`);
		});
}
