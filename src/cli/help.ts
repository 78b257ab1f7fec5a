/** commander's help, in French. */
import type { HelpConfiguration } from 'commander';

const TITLES: Record<string, string> = { 'Usage:': 'Emploi :', 'Options:': 'Options :', 'Arguments:': 'Arguments :', 'Commands:': 'Commandes :' };

export const HELP: HelpConfiguration = {
	styleTitle: (title) => TITLES[title] ?? title,
	styleUsage: (usage) => usage.replace('[command]', '[commande]'),
	optionDescription: ({ description, defaultValue }) =>
		typeof defaultValue === 'string' || typeof defaultValue === 'number' ? `${description} (sinon ${defaultValue})` : description
};
