import { beforeAll, describe, expect, test } from 'vitest';
import type { Name as Definition, Output } from '#app';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { messagingWorld, sendAs } from '../../../../../tests/support/messaging.ts';
import type { Name, World } from '../../../../../tests/support/world.ts';

const here = useTestApp();
let world: World;
let letter: { messageId: string; threadId: string };
beforeAll(async () => {
	world = await messagingWorld(here);
	const to = (['sophie', 'marc', 'lea', 'petit'] as const).map((name) => `person:${world.people[name]}`);
	letter = await sendAs(here, world, 'principalA', to, { subject: 'Réunion de jeudi' });
	const opened = await here.app.call('messaging.mark-read', world.actor('sophie'), { threadId: letter.threadId });
	if (!opened.ok) throw new Error(opened.code);
});

async function as<N extends Definition>(who: Name, name: N, input: object): Promise<Output<N>> {
	const answer = await here.app.call(name, world.actor(who), input);
	if (!answer.ok) throw new Error(answer.code);
	return answer.value;
}
const refusal = async (who: Name, name: Definition) => {
	const answer = await here.app.call(name, world.actor(who), { messageId: letter.messageId });
	return answer.ok ? 'done' : answer.code;
};

describe('who has opened a message to families', () => {
	test('its sender sees which parents have, and which have not, with their children; neither pupils nor colleagues', async () => {
		const waiting = await as('principalA', 'messaging.readers', { messageId: letter.messageId });
		expect(waiting).toMatchObject({ opened: 1, waiting: 1, never: 0, more: false, remindedToday: false });
		expect(waiting.people).toMatchObject([{ name: 'Mme Marc Petit', children: 'Tom Petit', at: null, activated: true }]);
		const opened = await as('principalA', 'messaging.readers', { messageId: letter.messageId, opened: true });
		expect(opened.people.map((one) => one.name)).toEqual(['Mme Sophie Martin']);
		expect(opened.people[0]?.at).toBeInstanceOf(Date);
	});

	test('nobody else does', async () => {
		expect(await refusal('petit', 'messaging.readers')).toBe('not-found');
		expect(await refusal('principalB', 'messaging.readers')).toBe('not-found');
		expect(await refusal('sophie', 'messaging.readers')).toBe('forbidden');
	});

	test('a reminder goes once a day to those who have not, and to nobody else', async () => {
		expect(await as('principalA', 'messaging.remind', { messageId: letter.messageId })).toEqual({ reminded: 1 });
		expect(await refusal('principalA', 'messaging.remind')).toBe('reminded-today');
		const told = await here.admin.query<{ account_id: string }>(
			`select n.account_id from notifications.notice n join notifications.event e on e.id = n.event_id where e.key like 'reminder:%'`
		);
		expect(told.rows.map((row) => row.account_id)).toEqual([world.people.marc]);
		expect((await as('principalA', 'messaging.readers', { messageId: letter.messageId })).remindedToday).toBe(true);
	});
});
