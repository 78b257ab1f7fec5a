/**
 * `npm run -s preau -- <command>`: the installation from a terminal. A failure is one line on standard
 * error and a non-zero exit; with `--json`, standard output carries one object and nothing else.
 */
import { Command, CommanderError } from 'commander';
import { inOneLine, PreauError } from '#platform/failure';
import { registerAccounts } from './accounts.ts';
import { registerDemo } from './demo.ts';
import { registerDirectory } from './directory.ts';
import { registerImport } from './import.ts';
import { registerDoctor } from './doctor.ts';
import { HELP } from './help.ts';
import { misuse } from './misuse.ts';
import { registerNotifications } from './notifications.ts';
import { registerReceipts } from './receipts.ts';
import { registerServe } from './serve.ts';

const program = new Command('preau')
	.description("Préau : l'espace numérique des collèges d'un département")
	.exitOverride()
	.configureHelp(HELP)
	.helpOption('-h, --help', 'afficher cette aide')
	.helpCommand('help [commande]', 'expliquer une commande')
	// What is wrong is said once, below, in one line.
	.configureOutput({ writeErr: () => undefined, outputError: () => undefined });

registerAccounts(program);
registerServe(program);
registerDoctor(program);
registerDemo(program);
registerImport(program);
registerDirectory(program);
registerNotifications(program);
registerReceipts(program);

// `preau import show 3 | head`: whoever reads may stop reading.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code === 'EPIPE') process.exit(0);
	throw error;
});

try {
	await program.parseAsync();
} catch (error) {
	if (error instanceof CommanderError) {
		process.exitCode = error.exitCode;
		if (error.exitCode !== 0) process.stderr.write(`preau : ${misuse(error, program, process.argv.slice(2))}\n`);
	} else {
		process.exitCode = 1;
		process.stderr.write(`preau : ${inOneLine(error)}\n`);
		if (!(error instanceof PreauError) && process.env.PREAU_LOG === 'debug') console.error(error);
	}
}
