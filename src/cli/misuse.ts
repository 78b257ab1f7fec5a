/** A command that was mistyped, told in one line of French: what is wrong, and where to look. */
import type { Command, CommanderError } from 'commander';

/** commander's own sentences are English, and a suggestion makes them two lines: what they quote is kept. */
const SAID: Record<string, { pattern: RegExp; say: (...quoted: string[]) => string }> = {
	'commander.unknownCommand': { pattern: /unknown command '(.*)'/, say: (name) => `« ${name} » n'est pas une commande.` },
	'commander.unknownOption': { pattern: /unknown option '(.*)'/, say: (option) => `L'option « ${option} » n'existe pas.` },
	'commander.missingArgument': { pattern: /missing required argument '(.*)'/, say: (name) => `Il manque <${name}>.` },
	'commander.missingMandatoryOptionValue': { pattern: /required option '(.*)' not specified/, say: (option) => `Il manque l'option « ${option} ».` },
	'commander.optionMissingArgument': { pattern: /option '(.*)' argument missing/, say: (option) => `L'option « ${option} » attend une valeur.` },
	'commander.excessArguments': { pattern: /but got \d+: (.*)\.$/, say: (given) => `Trop d'arguments : ${given}.` }
};
const BAD_VALUE = [/option '(?<name>.*?)' argument '(?<value>.*)' is invalid\. (?<why>.*)/s, /value '(?<value>.*)' is invalid for argument '(?<name>.*?)'\. (?<why>.*)/s];

export function misuse(error: CommanderError, program: Command, argv: readonly string[]): string {
	const { command, path } = reached(program, argv);
	const help = `« ${[...path, '--help'].join(' ')} » explique.`;
	if (error.code === 'commander.help') return `Quelle commande ? ${choices(command)}. ${help}`;
	if (error.code === 'commander.unknownCommand') return `${sentence(error)} Il y a : ${choices(command)}.`;
	return `${sentence(error)} ${help}`;
}

function sentence({ code, message }: CommanderError): string {
	for (const pattern of code === 'commander.invalidArgument' ? BAD_VALUE : []) {
		const { name, value, why } = pattern.exec(message)?.groups ?? {};
		if (name !== undefined) return `« ${value} » ne va pas pour « ${name} » : ${why}`;
	}
	const known = SAID[code];
	const quoted = known?.pattern.exec(message.split('\n', 1)[0] ?? '');
	return known && quoted ? known.say(...quoted.slice(1)) : message.replace(/^error: /, '');
}

function choices(command: Command): string {
	return command.commands.map((one) => one.name()).join(', ');
}

/** The deepest command that was named. */
function reached(program: Command, argv: readonly string[]): { command: Command; path: string[] } {
	let command = program;
	const path = [program.name()];
	for (const word of argv) {
		const next = command.commands.find((one) => one.name() === word);
		if (!next) break;
		command = next;
		path.push(word);
	}
	return { command, path };
}
