/** What the tests of messaging share. */
import { randomUUID } from 'node:crypto';
import { refreshSearch } from '#modules/directory';
import type { TestApp } from './database.ts';
import { createWorld, type Name, type World } from './world.ts';

/** The world of the tests, with the search table of the directory filled. */
export async function messagingWorld(test: TestApp): Promise<World> {
	const world = await createWorld(test);
	await test.app.database.system((db) => refreshSearch(db, [world.schoolA, world.schoolB]));
	return world;
}

export function letter(to: string[], more: { subject?: string; body?: string; key?: string } = {}) {
	return { to, subject: 'Réunion', body: 'Bonjour à toutes et à tous.', key: randomUUID(), ...more };
}

/** Send, or fail the test. */
export async function sendAs(test: TestApp, world: World, from: Name, to: string[], more: Parameters<typeof letter>[1] = {}) {
	const answer = await test.app.call('messaging.send', world.actor(from), letter(to, more));
	if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
	return answer.value;
}

export async function inboxOf(test: TestApp, world: World, who: Name) {
	const answer = await test.app.call('messaging.inbox', world.actor(who), {});
	if (!answer.ok) throw new Error(answer.code);
	return answer.value.messages;
}
