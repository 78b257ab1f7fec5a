import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useTestApp } from '../../../../tests/support/database.ts';
import { inboxOf, messagingWorld, sendAs } from '../../../../tests/support/messaging.ts';
import type { Name, World } from '../../../../tests/support/world.ts';

const here = useTestApp();
let world: World;
/** A Tuesday. */
const DAY = new Date('2026-11-24T10:00:00+01:00');
const days = (count: number) => new Date(DAY.getTime() + count * 86_400_000);
beforeAll(async () => {
	world = await messagingWorld(here);
});
beforeEach(async () => {
	here.setNow(DAY);
	for (const table of ['thread', 'absence', 'absence_answer', 'closure']) await here.admin.query(`delete from messaging.${table}`);
	await here.app.call('messaging.set-absence', world.actor('durand'), { from: '2026-11-23', until: '2026-12-04', body: 'Je suis en stage. Je réponds le 7.' });
});

const person = (name: Name) => `person:${world.people[name]}`;
const answer = async () => here.app.jobs.find((job) => job.name === 'messaging.answer-absences')?.run({});
const answers = async (who: Name) => (await inboxOf(here, world, who)).filter((one) => one.subject.startsWith('Réponse automatique'));

describe('who is away', () => {
	test('answers once a sender and week, however often he writes and the job runs', async () => {
		await sendAs(here, world, 'sophie', [person('durand')], { subject: 'Rendez-vous' });
		await Promise.all([answer(), answer()]);
		await sendAs(here, world, 'sophie', [person('durand')], { subject: 'Encore' });
		await sendAs(here, world, 'lea', [person('durand')]);
		await answer();
		expect((await answers('sophie')).map((one) => [one.subject.replace('\u202f', ' '), one.preview])).toEqual([
			['Réponse automatique : Rendez-vous', 'Je suis en stage. Je réponds le 7.']
		]);
		expect(await answers('lea')).toHaveLength(1);
		here.setNow(days(7));
		await sendAs(here, world, 'sophie', [person('durand')]);
		await answer();
		expect(await answers('sophie')).toHaveLength(2);
	});

	test('not before, not after, and not what came in before', async () => {
		here.setNow(days(-2));
		await sendAs(here, world, 'sophie', [person('durand')]);
		await answer();
		here.setNow(days(11));
		await sendAs(here, world, 'sophie', [person('durand')]);
		await answer();
		expect(await answers('sophie')).toEqual([]);
		here.setNow(DAY);
		await here.app.call('messaging.clear-absence', world.actor('durand'), {});
		await sendAs(here, world, 'sophie', [person('durand')]);
		await answer();
		expect(await answers('sophie')).toEqual([]);
	});

	test('two people who are away do not answer each other for ever', async () => {
		await here.app.call('messaging.set-absence', world.actor('petit'), { from: '2026-11-23', until: '2026-12-04', body: 'Absent aussi.' });
		await sendAs(here, world, 'petit', [person('durand')]);
		for (let round = 0; round < 3; round += 1) await answer();
		expect(await answers('petit')).toHaveLength(1);
		expect(await answers('durand')).toEqual([]);
	});

	test('no campaign of the département is answered, and nothing while messaging is closed, also later', async () => {
		await sendAs(here, world, 'department', [`school:${world.schoolA}:teachers`]);
		await answer();
		expect(await answers('department')).toEqual([]);
		await sendAs(here, world, 'sophie', [person('durand')]);
		const closure = await here.app.call('messaging.close', world.actor('principalA'), { schoolId: world.schoolA, extent: 'writing', reason: 'Pause' });
		await answer();
		if (closure.ok) await here.app.call('messaging.reopen', world.actor('principalA'), closure.value);
		await answer();
		expect(await answers('sophie')).toEqual([]);
	});

	test('the last day is not before the first', async () => {
		expect(await here.app.call('messaging.set-absence', world.actor('lea'), { from: '2026-11-23', until: '2026-11-22', body: 'x' })).toMatchObject({
			ok: false,
			fields: { until: expect.any(String) as string }
		});
	});
});
