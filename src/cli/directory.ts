import type { Command } from 'commander';

/** `preau directory …`: what the directory holds. */
export function registerDirectory(program: Command): void {
	program.command('directory').description("ce que contient l'annuaire");
}
