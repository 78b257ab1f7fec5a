import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** A module's acts take time, ids and randomness from their context, so that a test can decide them. */
const fromContext = [
	{ selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Take the time from ctx.now.' },
	{ selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: 'Take the time from ctx.now.' },
	{ selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']", message: 'Take randomness from ctx.random.' },
	{ selector: "CallExpression[callee.name='randomUUID']", message: 'Take ids from ctx.id().' }
];

export default ts.config(
	{ ignores: ['build/', '.svelte-kit/', 'src/paraglide/', 'node_modules/', 'data/', 'coverage/', 'test-results/'] },
	...ts.configs.strict,
	...ts.configs.stylistic,
	...svelte.configs.recommended,
	{
		languageOptions: { globals: { ...globals.node, ...globals.browser } },
		rules: {
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			'@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'always' }],
			'no-console': ['error', { allow: ['error', 'warn'] }],
			eqeqeq: ['error', 'always', { null: 'ignore' }],
			'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }]
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser } },
		// Every page is HTML of one installation at the root of its host: links are written as people see them.
		rules: {
			'svelte/no-navigation-without-resolve': 'off',
			'svelte/no-at-html-tags': 'error',
			// svelte-check says it already, with the compiler's own eyes.
			'svelte/no-unused-svelte-ignore': 'off'
		}
	},
	{
		files: ['src/server/{kernel,modules,api,http}/**/*.ts'],
		ignores: [
			'**/*.test.ts',
			// Made up from a seed, outside any request.
			'src/server/modules/directory/demo/**',
			// A run is no command: it lasts minutes, in transactions of its own, and says when each ended.
			'src/server/modules/directory/import/{import-aaf,undo}.ts',
			// How old a page kept in memory is: the clock of this process, nobody's data.
			'src/server/http/public-pages.ts',
			// The id of a request is made before anything knows who asks.
			'src/server/http/server.ts'
		],
		rules: { 'no-restricted-syntax': ['error', ...fromContext] }
	}
);
