// Compiles messages/<locale>/*.json into src/paraglide. Runs after `npm ci` and before each build, on
// whatever Node the machine has.
import { compile } from '@inlang/paraglide-js';

await compile({
	project: './project.inlang',
	outdir: './src/paraglide',
	strategy: ['baseLocale'],
	outputStructure: 'message-modules',
	emitTsDeclarations: true,
	emitGitIgnore: false,
	emitPrettierIgnore: false
});
