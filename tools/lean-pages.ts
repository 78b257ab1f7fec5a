/**
 * SvelteKit writes out the data of every page as JavaScript for the browser, also for pages that send none
 * (`csr = false`), and hashes every page for an ETag that compression takes away again: a twentieth of a
 * page's time. At build time both are left out.
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
	}
];

export function leanPages(): Plugin {
	return {
		name: 'preau-lean-pages',
		apply: 'build',
		transform: {
			filter: { id: EDITS.map((edit) => edit.file) },
			handler(code, id) {
				const edit = EDITS.find(({ file }) => file.test(id));
				if (!edit) return null;
				if (!code.includes(edit.from)) throw new Error(`${id}: SvelteKit does this otherwise now, look at tools/lean-pages.ts`);
				return { code: code.replace(edit.from, () => edit.to), map: null };
			}
		}
	};
}
