/**
 * SvelteKit writes out the data of every page as JavaScript for the browser, also for pages that send none
 * (`csr = false`), hashes every page for an ETag that compression takes away again, and carries its text
 * through encoder, stream and reader to the socket. Together a tenth of a page's time: at build time the
 * first two are left out, and the text of a page goes to our server (http/compress.ts) as it is.
 */
import type { Plugin } from 'vite';

interface Edit {
	file: RegExp;
	from: string;
	to: string;
}

const EDITS: readonly Edit[] = [
	{
		file: /@sveltejs\/kit\/src\/runtime\/server\/page\/index\.js$/,
		from: 'if (node) {\n\t\t\t\t\t\tdata_serializer.add_node(i, server_data);',
		to: 'if (node && csr) {\n\t\t\t\t\t\tdata_serializer.add_node(i, server_data);'
	},
	{
		file: /@sveltejs\/kit\/src\/runtime\/server\/page\/render\.js$/,
		from: 'if (!chunks) {\n\t\theaders.set(\'etag\', `"${hash(transformed)}"`);\n\t}',
		to: ''
	},
	{
		file: /@sveltejs\/kit\/src\/runtime\/server\/page\/render\.js$/,
		from: ': text(transformed, { status, headers });',
		to: ': Object.assign(new Response(null, { status, headers }), { page: transformed });'
	},
	{
		file: /@sveltejs\/adapter-node\/src\/handler\.js$/,
		from: '\tsetResponse(res, response);',
		to: `
	if (response.page === undefined) return setResponse(res, response);
	// What a form sent may still have to be drained: SvelteKit knows how.
	if (req.method !== 'GET') return setResponse(res, new Response(response.page, response));
	for (const [key, value] of response.headers) res.setHeader(key, key === 'set-cookie' ? response.headers.getSetCookie() : value);
	res.writeHead(response.status);
	res.end(response.page);`
	}
];

/** What Svelte writes between the parts of a page so that the browser's copy finds them again: a seventh of a page that has none. */
const MARKS = /<!--(?:\[(?:-?\d+)?|\]|\$\{HYDRATION_\w+\})?-->/g;
const MARKED = [/\.svelte$/, /svelte\/src\/internal\/server\/hydration\.js$/];

/** No page is brought to life in the browser (`csr = false`, src/routes/+layout.ts): what only serves that is left out. */
export function unmarkedPages(): Plugin {
	return {
		name: 'preau-unmarked-pages',
		apply: 'build',
		enforce: 'post',
		transform: {
			filter: { id: MARKED },
			handler(code) {
				if (this.environment.config.consumer !== 'server') return null;
				return { code: code.replace(MARKS, ''), map: null };
			}
		}
	};
}

export function leanPages(): Plugin {
	return {
		name: 'preau-lean-pages',
		apply: 'build',
		transform: {
			filter: { id: EDITS.map((edit) => edit.file) },
			handler(code, id) {
				let edited = code;
				for (const edit of EDITS.filter(({ file }) => file.test(id))) {
					if (!edited.includes(edit.from)) throw new Error(`${id}: SvelteKit does this otherwise now, look at tools/lean-pages.ts`);
					edited = edited.replace(edit.from, () => edit.to);
				}
				return { code: edited, map: null };
			}
		}
	};
}
