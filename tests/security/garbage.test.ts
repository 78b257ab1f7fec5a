/**
 * Whatever is sent to whatever definition, by whomever: a refusal or a success, never an exception (a page's
 * or the API's 500). Every field of every valid input is replaced by each kind of garbage.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { definitions } from '#app';
import { system, type Actor } from '#kernel/actor';
import type { AnyDefinition } from '#kernel/definition';
import { run, type Engine } from '#kernel/run';
import { useTestApp } from '../support/database.ts';
import { createWorld, type World } from '../support/world.ts';
import { ACTORS, actorOf, trialWorlds, type ActorName } from './worlds.ts';

const here = useTestApp();
const all = definitions as unknown as readonly AnyDefinition[];
let world: World;
let at: Awaited<ReturnType<typeof trialWorlds>>;
let engine: Engine;

function deep(levels: number): unknown {
	let value: unknown = 'x';
	for (let level = 0; level < levels; level++) value = { x: value };
	return value;
}

const GARBAGE: Record<string, unknown> = {
	nothing: undefined,
	null: null,
	true: true,
	zero: 0,
	'a negative number': -1,
	'a fraction': 1.5,
	'not a number': Number.NaN,
	'a number beyond integers': 2 ** 53,
	'a number beyond int4, as text': '3000000000',
	'an endless number, as text': '9'.repeat(400),
	'empty text': '',
	'a blank': ' ',
	'a NUL': '\u0000',
	'a NUL inside': 'a\u0000b',
	'half a surrogate pair': 'a\ud800b',
	'a whole book': 'x'.repeat(200_000),
	'many words': 'a '.repeat(20_000),
	'SQL and patterns': `'; drop table core.audit; -- %_\\`,
	'a word': 'constructor',
	'an id of nothing': '01900000-0000-7000-8000-000000000000',
	'a kind and an id of nothing': 'person:01900000-0000-7000-8000-000000000000',
	'nearly an id': '01900000-0000-7000-8000-00000000000g',
	'an impossible day': '2026-02-30',
	'a day before all days': '0000-00-00',
	'a moment beyond all': '+275760-09-13T00:00:00.000Z',
	'an empty list': [],
	'a list of nothing': [null],
	'a long list': Array.from({ length: 5_000 }, () => 'x'),
	'a list of lists': [[['x']]],
	'an empty object': {},
	'a deep object': deep(20_000),
	'a prototype': JSON.parse('{"__proto__":{"x":1},"constructor":{"prototype":{}}}')
};

beforeAll(async () => {
	world = await createWorld(here);
	at = await trialWorlds(here, world);
	engine = { ...here.app.engine, transaction: (options, work) => here.app.engine.transaction({ ...options, keep: () => false }, work) };
}, 60_000);

async function thrown(definition: AnyDefinition, actor: Actor, input: unknown): Promise<string | null> {
	try {
		await run(engine, definition, actor, input);
		return null;
	} catch (error) {
		return (error as Error).message.slice(0, 120);
	}
}

/** Fields of a valid input, and those the schema has beside them. */
function fieldsOf(definition: AnyDefinition, valid: Record<string, unknown>): string[] {
	const { entries } = definition.input as unknown as { entries?: Record<string, unknown> };
	return [...new Set([...Object.keys(valid), ...Object.keys(entries ?? {})])];
}

describe.each([...new Set(all.map((one) => one.name.split('.')[0] ?? ''))])('garbage sent to %s', (module) => {
	const mine = all.filter((one) => one.name.startsWith(`${module}.`));

	test('instead of the whole input, by every profile', async () => {
		const found: string[] = [];
		for (const definition of mine) {
			for (const actor of [...(Object.keys(ACTORS) as ActorName[]).map((name) => actorOf(world, name)), system('cli')]) {
				for (const [kind, value] of Object.entries(GARBAGE)) {
					const message = await thrown(definition, actor, value);
					if (message) found.push(`${definition.name}: ${kind}: ${message}`);
				}
			}
		}
		expect([...new Set(found)]).toEqual([]);
	}, 120_000);

	test('in each field, by the first profile that may', async () => {
		const found: string[] = [];
		for (const definition of mine) {
			const name = (Object.keys(ACTORS) as ActorName[]).find((one) => definition.allow.who(actorOf(world, one)));
			const actor = name ? actorOf(world, name) : system('cli');
			const valid = definition.trial(at('own', name ?? 'operator')) as Record<string, unknown>;
			for (const field of fieldsOf(definition, valid)) {
				for (const [kind, value] of Object.entries(GARBAGE)) {
					const message = await thrown(definition, actor, { ...valid, [field]: value });
					if (message) found.push(`${definition.name}, ${field}: ${kind}: ${message}`);
				}
			}
		}
		expect(found).toEqual([]);
	}, 120_000);
});
