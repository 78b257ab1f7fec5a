/** A module writes only its own schema: `support/own-schema.ts` holds it in every file; here, that it can see. */
import { beforeAll, expect, test } from 'vitest';
import { definitions } from '#app';
import type { AnyDefinition } from '#kernel/definition';
import { run } from '#kernel/run';
import { useTestApp } from '../support/database.ts';
import { createWorld } from '../support/world.ts';
import { isForeign, sender, tablesWritten, watchWrites, type Write } from '../support/writes.ts';
import { ACTORS, actorOf, trialWorlds, type ActorName } from './worlds.ts';

const here = useTestApp();
let writes: Write[];

beforeAll(async () => {
	const world = await createWorld(here);
	const at = await trialWorlds(here, world);
	writes = watchWrites();
	const engine = {
		...here.app.engine,
		transaction: ((options, work) => here.app.engine.transaction({ ...options, keep: () => false }, work)) as typeof here.app.engine.transaction
	};
	for (const definition of definitions as unknown as readonly AnyDefinition[]) {
		if (definition.kind !== 'command') continue;
		for (const actor of Object.keys(ACTORS) as ActorName[]) await run(engine, definition, actorOf(world, actor), definition.trial(at('own', actor)));
	}
}, 120_000);

test('every command, tried by every profile, writes its module’s tables alone', () => {
	expect(writes.filter(isForeign)).toEqual([]);
});

test('each module that keeps something was seen writing: the looking works', () => {
	const seen = new Set(writes.map((one) => one.by));
	expect([...seen].sort()).toEqual(expect.arrayContaining(['directory', 'identity', 'messaging', 'platform', 'publications']));
	expect(writes).toContainEqual({ by: 'platform', table: 'core.audit' });
});

test('a write is seen in all its spellings, a reading is none', () => {
	expect(tablesWritten('with a as (insert into identity.account (x) values (1)) update "directory"."person" set y = 1')).toEqual(['identity.account', 'directory.person']);
	expect(tablesWritten('delete from messaging.copy where x')).toEqual(['messaging.copy']);
	expect(tablesWritten('copy directory.staged (a) from stdin')).toEqual(['directory.staged']);
	expect(tablesWritten('select * from directory.person for update')).toEqual([]);
});

test('a table of somebody else’s is foreign, the nearest code answers for it', () => {
	const stack = 'Error\n at x (/p/node_modules/kysely/a.js:1)\n at async y (/p/src/server/modules/messaging/send.ts:1)\n at async z (/p/src/server/modules/directory/index.ts:2)';
	expect(sender(stack)).toBe('messaging');
	expect(isForeign({ by: 'messaging', table: 'directory.person' })).toBe(true);
	expect(isForeign({ by: 'messaging', table: 'core.audit' })).toBe(true);
	expect(isForeign({ by: 'messaging', table: 'messaging.message' })).toBe(false);
	expect(isForeign({ by: 'directory', table: 'pg_temp.staged' })).toBe(false);
	expect(sender('Error\n at async x (/p/src/server/modules/messaging/send.test.ts:1)')).toBeNull();
});
