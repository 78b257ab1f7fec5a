/** The layers: kernel ← platform ← modules ← api, http, pages, processes, cli. See ARCHITECTURE.md. */
module.exports = {
	forbidden: [
		{ name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
		{ name: 'kernel-stands-alone', severity: 'error', from: { path: '^src/server/kernel' }, to: { path: '^src/', pathNot: '^src/server/kernel' } },
		{
			name: 'platform-knows-no-module',
			severity: 'error',
			from: { path: '^src/server/platform', pathNot: '\\.test\\.ts$' },
			to: { path: '^src/', pathNot: '^src/(server/(kernel|platform)|paraglide)' }
		},
		{
			name: 'modules-by-the-door',
			comment: 'Another module is entered through its index.ts.',
			severity: 'error',
			from: { path: '^src/server/modules/([^/]+)/', pathNot: '\\.test\\.ts$' },
			to: { path: '^src/server/modules/([^/]+)/', pathNot: ['^src/server/modules/$1/', '^src/server/modules/[^/]+/index\\.ts$'] }
		},
		{
			name: 'everybody-by-the-door',
			comment: 'So do the command line, the processes and the API.',
			severity: 'error',
			from: { path: '^src/', pathNot: ['^src/server/modules/', '\\.test\\.ts$'] },
			to: { path: '^src/server/modules/', pathNot: '^src/server/modules/[^/]+/index\\.ts$' }
		},
		{
			name: 'modules-know-no-page',
			severity: 'error',
			from: { path: '^src/server/modules/', pathNot: '\\.test\\.ts$' },
			to: { path: '^src/(routes|ui|processes|cli|server/(api|http|app))' }
		},
		{ name: 'server-knows-no-sveltekit', severity: 'error', from: { path: '^src/server/' }, to: { path: 'node_modules/(@sveltejs|svelte)/' } },
		{
			name: 'pages-know-no-server-code',
			comment: 'Pages name definitions through locals; only types cross.',
			severity: 'error',
			from: { path: '^src/(routes|ui)/' },
			to: { path: '^src/server/', dependencyTypesNot: ['type-only'] }
		},
		{ name: 'no-missing', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^(\\$|\\./\\$types|#paraglide)' } }
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['node', 'import', 'svelte', 'default'],
			mainFields: ['module', 'main', 'svelte'],
			extensions: ['.ts', '.js', '.mjs', '.svelte', '.json']
		}
	}
};
