// Compiles messages/<locale>/*.json into src/paraglide. Runs after `npm ci` and before each build, on
// whatever Node the machine has.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { compile } from '@inlang/paraglide-js';

// Made aside, then put in place: a command that starts meanwhile finds the old ones.
const made = `./src/paraglide.${process.pid}`;
await compile({
	project: './project.inlang',
	outdir: made,
	strategy: ['baseLocale'],
	outputStructure: 'message-modules',
	emitTsDeclarations: true,
	emitGitIgnore: false,
	emitPrettierIgnore: false
});

// The compiled plural() makes its rules anew at each call, which costs more than the sentence: make them once.
const registry = `${made}/registry.js`;
const text = readFileSync(registry, 'utf8');
const slow = 'new Intl.PluralRules(locale, options).select(';
if (!text.includes(slow)) throw new Error('the compiled plural() has changed: look at tools/catalogues.mjs');
writeFileSync(
	registry,
	text.replace(slow, 'rulesOf(locale, options).select(') +
		`
const rules = new Map();
function rulesOf(locale, options) {
	const key = locale + JSON.stringify(options);
	const made = rules.get(key) ?? new Intl.PluralRules(locale, options);
	rules.set(key, made);
	return made;
}
`
);

const old = `${made}.old`;
try {
	renameSync('./src/paraglide', old);
} catch (error) {
	if (error.code !== 'ENOENT') throw error;
}
renameSync(made, './src/paraglide');
rmSync(old, { recursive: true, force: true });
