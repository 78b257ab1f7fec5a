import type { Command } from 'commander';

/** `preau demo …`: fictional data to try Préau with. */
export function registerDemo(program: Command): void {
	program.command('demo').description('données fictives pour essayer Préau');
}
