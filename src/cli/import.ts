import type { Command } from 'commander';

/** `preau import …`: the directory from the académie. */
export function registerImport(program: Command): void {
	program.command('import').description("importer l'annuaire de l'académie");
}
