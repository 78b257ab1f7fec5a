import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { leanPages, unmarkedPages } from './tools/lean-pages.ts';
import { staticIcons } from './tools/static-icons.ts';

export default defineConfig({
	plugins: [
		staticIcons(),
		leanPages(),
		unmarkedPages(),
		sveltekit({
			// Our own server (src/processes/web.ts) sets host and protocol from PREAU_ORIGIN, so one build
			// serves every installation; the prefix keeps the adapter away from our own variables.
			adapter: adapter({ out: 'build', envPrefix: 'PREAU_KIT_' }),
			// As everything else is addressed, and so that a page can be answered where another was asked for (src/session-ended.ts).
			paths: { relative: false },
			csp: {
				// By hash, not nonce: pages kept in memory would repeat theirs, and most pages have no inline script at all.
				mode: 'hash',
				directives: {
					'default-src': ['self'],
					'script-src': ['self'],
					'style-src': ['self'],
					'img-src': ['self', 'data:'],
					'object-src': ['none'],
					'base-uri': ['none'],
					'form-action': ['self'],
					'frame-ancestors': ['none']
				}
			},
			compilerOptions: { runes: true }
		})
	],
	build: { target: 'es2022' },
	// Scripts of pages that send no framework (« ?worker&url ») are modules of their own, with parts fetched when asked for.
	worker: { format: 'es' }
});
