/**
 * Every definition × every profile × own class, other class, other school: who gets past the policy. The
 * table is committed; a change in it is a change of rights and has to be read. `UPDATE_MATRIX=1` writes it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { definitions } from '#app';
import type { AnyDefinition } from '#kernel/definition';
import { isRefusal } from '#kernel/errors';
import { run, type Engine } from '#kernel/run';
import { useTestApp } from '../support/database.ts';
import { createWorld, type World } from '../support/world.ts';
import { ACTORS, actorOf, DISTANCES, trialWorlds, type ActorName, type Distance } from './worlds.ts';

const here = useTestApp();
const FILE = new URL('./expected-matrix.json', import.meta.url);
/** Refused by the policy, or told that it does not exist; anything else got past the door. */
const OUT = ['forbidden', 'not-found', 'not-signed-in', 'second-factor-required', 'second-factor-setup-required'];

/** Definitions that answer about foreign things without touching or showing them, and how that is seen. */
const SAYS_NOTHING: Record<string, (result: unknown) => boolean> = {
	// Says how many of the recipients can be written to: none of these.
	'messaging.count-recipients': (result) => (result as { total: number }).total === 0
};

type Row = Record<Distance, ActorName[]>;
type Read = Row | { anywhere: ActorName[] };
/** One line where it does not matter whose class or school. */
const readable = (row: Row): Read =>
	JSON.stringify(row.own) === JSON.stringify(row['other-class']) && JSON.stringify(row.own) === JSON.stringify(row['other-school']) ? { anywhere: row.own } : row;
const all = definitions as unknown as readonly AnyDefinition[];
const actors = Object.keys(ACTORS) as ActorName[];
let world: World;
let at: Awaited<ReturnType<typeof trialWorlds>>;
let engine: Engine;
const found: Record<string, Row> = {};

beforeAll(async () => {
	world = await createWorld(here);
	at = await trialWorlds(here, world);
	// Nothing a trial does is kept: the next one finds the same world.
	engine = { ...here.app.engine, transaction: (options, work) => here.app.engine.transaction({ ...options, keep: () => false }, work) };
	for (const definition of all) {
		const row: Row = { own: [], 'other-class': [], 'other-school': [] };
		for (const distance of DISTANCES) {
			for (const actor of actors) {
				const result = await run(engine, definition, actorOf(world, actor), definition.trial(at(distance, actor)));
				const silent = distance !== 'own' && !isRefusal(result) && SAYS_NOTHING[definition.name]?.(result) === true;
				if (!silent && !(isRefusal(result) && OUT.includes(result.kind))) row[distance].push(actor);
			}
		}
		found[definition.name] = row;
	}
}, 180_000);

describe('authorisation matrix', () => {
	test('every trial is a valid input: the policy is what is tested', () => {
		for (const definition of all) expect(() => definition.trial(at('own', 'pupil')), definition.name).not.toThrow();
	});

	test('is the one that was read and committed', () => {
		const sorted = Object.fromEntries(
			Object.entries(found)
				.sort(([a], [b]) => a.localeCompare(b))
				.map(([name, row]) => [name, readable(row)])
		);
		if (process.env.UPDATE_MATRIX)
			writeFileSync(FILE, JSON.stringify(sorted, null, '\t').replace(/\[\s+([^\]]*?)\s+\]/g, (_all, inner: string) => `[${inner.replace(/\s+/g, ' ')}]`) + '\n');
		expect(sorted).toEqual(JSON.parse(readFileSync(FILE, 'utf8')));
	});

	test('nobody of school A gets at anything that belongs to school B', () => {
		const everywhere: ActorName[] = ['department', 'academy', 'operator'];
		const wrong: string[] = [];
		for (const definition of all) {
			const row = found[definition.name];
			if (!row) continue;
			for (const actor of actors) {
				const sameInput = JSON.stringify(definition.trial(at('own', actor))) === JSON.stringify(definition.trial(at('other-school', actor)));
				if (!sameInput && !everywhere.includes(actor) && row['other-school'].includes(actor)) wrong.push(`${definition.name}: ${actor}`);
			}
		}
		expect(wrong).toEqual([]);
	});

	test('visitors get at nothing but what is public', () => {
		const open = all
			.filter((definition) => found[definition.name]?.own.includes('visitor'))
			.map((definition) => definition.name)
			.sort();
		expect(open).toMatchSnapshot();
	});
});
