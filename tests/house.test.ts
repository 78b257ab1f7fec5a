/** What the documents say of the house, and what the house is. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const folders = (path: string) =>
	readdirSync(join(ROOT, path), { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map((entry) => entry.name);

interface Package {
	dependencies: Record<string, string>;
	devDependencies: Record<string, string>;
	scripts: Record<string, string>;
}
const { dependencies, devDependencies, scripts } = JSON.parse(read('package.json')) as Package;

describe('docs/dependencies.md', () => {
	const packages = Object.keys({ ...dependencies, ...devDependencies });
	const named = new Set([...read('docs/dependencies.md').matchAll(/^\|([^|]*)\|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)));

	test('has a line for every dependency', () => {
		expect(packages.filter((name) => !named.has(name) && !(name.startsWith('@types/') && named.has('@types/*')))).toEqual([]);
	});

	test('names none that is gone', () => {
		expect([...named].filter((name) => name !== '@types/*' && !packages.includes(name))).toEqual([]);
	});

	test('every version is pinned', () => {
		expect(Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
	});
});

describe('docs/promises.md', () => {
	test('every test it names is there', () => {
		const PLACES = ['', 'src/', 'src/server/', 'src/server/modules/'];
		const named = [...read('docs/promises.md').matchAll(/`([\w./{},-]+\.(?:test|spec)\.ts)`/g)].flatMap(([, path = '']) => {
			const [, before = '', some = '', after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(path) ?? [];
			return some ? some.split(',').map((one) => before + one + after) : [path];
		});
		expect(named.length).toBeGreaterThan(30);
		expect(named.filter((path) => !PLACES.some((place) => existsSync(join(ROOT, place, path))))).toEqual([]);
	});
});

describe('README.md', () => {
	const readme = read('README.md');
	const tree = /```\n(src\/[\s\S]*?)```/.exec(readme)?.[1] ?? '';

	/** Paths of the drawn tree: two spaces of indent go one folder deeper. */
	function drawn(): string[] {
		const above: string[] = [];
		return tree.split('\n').flatMap((line) => {
			const [, indent = '', name] = /^( *)([\w.-]+\/|[\w.-]+\.ts)/.exec(line) ?? [];
			if (name === undefined) return [];
			above.length = indent.length / 2;
			above.push(name);
			return [above.join('')];
		});
	}

	test('the tree is the tree', () => {
		expect(drawn().filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
		expect(folders('src').filter((name) => name !== 'paraglide' && !drawn().includes(`src/${name}/`))).toEqual([]);
		expect(folders('src/server').filter((name) => !drawn().includes(`src/server/${name}/`))).toEqual([]);
		expect(folders('src/server/modules').filter((name) => !new RegExp(`modules/.*\\b${name}\\b`).test(tree))).toEqual([]);
		expect(folders('tests').filter((name) => !new RegExp(`tests/.*\\b${name}\\b`).test(tree))).toEqual([]);
	});

	test('its pictures, links and commands exist', () => {
		const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, path = '']) => path).filter((path) => !path.startsWith('http'));
		expect(links.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
		const run = [...readme.matchAll(/npm (?:run (?:-s )?)?([a-z]+)/g)].map(([, name = '']) => name).filter((name) => name !== 'ci' && name !== 'registry');
		expect(run.filter((name) => !(name in scripts))).toEqual([]);
	});
});

test('every module has its door and its twenty lines', () => {
	for (const module of folders('src/server/modules')) {
		for (const file of ['index.ts', 'README.md']) expect(existsSync(join(ROOT, 'src/server/modules', module, file)), `${module}/${file}`).toBe(true);
	}
});

test('every variable the program reads is in the operator’s guide', () => {
	const names = new Set([...read('src/server/platform/config.ts').matchAll(/\benv\.([A-Z_]+)/g)].map(([, name = '']) => name));
	const guide = read('docs/operator.md');
	expect(names.size).toBeGreaterThan(8);
	expect([...names].filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});

describe('pages', () => {
	test('none is brought to life in the browser: tools/lean-pages.ts leaves out what that would need', () => {
		const files = readdirSync(join(ROOT, 'src/routes'), { recursive: true, encoding: 'utf8' }).filter((name) => /\+(page|layout)(\.server)?\.ts$/.test(name));
		const saying = files.filter((name) => /\bcsr\b/.test(read(join('src/routes', name))));
		expect(saying).toEqual(['+layout.ts']);
		expect(read('src/routes/+layout.ts')).toContain('csr = false');
	});
});
