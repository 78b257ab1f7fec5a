/**
 * Lucide draws an icon from data at each rendering (colour, size, attributes), which took half the time
 * of a page of thirty rows. Ours never change: at build time each becomes a component of fixed markup, whose
 * strokes are said once in the stylesheet (`.icon`).
 */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

const ICON = /@lucide\/svelte\/dist\/icons\/([a-z0-9-]+)\.svelte$/;
const NODE = /"node": (\[\[.*\]\])/;

export function staticIcons(): Plugin {
	return {
		name: 'preau-static-icons',
		enforce: 'pre',
		load: {
			filter: { id: ICON },
			async handler(id) {
				const drawn = NODE.exec(await readFile(id, 'utf8'))?.[1];
				if (drawn === undefined) throw new Error(`${id}: Lucide writes its icons otherwise now, look at tools/static-icons.ts`);
				return { code: component(JSON.parse(drawn) as [string, Record<string, string>][]), map: null };
			}
		}
	};
}

function component(node: [string, Record<string, string>][]): string {
	const shapes = node.map(([tag, attributes]) => {
		const written = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`);
		return `<${tag} ${written.join(' ')} />`;
	});
	return `<script>let { class: given } = $props();</script>
<svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" class={given}>${shapes.join('')}</svg>
`;
}
