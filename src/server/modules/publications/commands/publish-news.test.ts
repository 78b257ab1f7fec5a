import { beforeAll, describe, expect, test } from 'vitest';
import { visitor } from '#kernel/actor';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { createWorld, type Name, type World } from '../../../../../tests/support/world.ts';

const test_ = useTestApp();
let world: World;
beforeAll(async () => {
	world = await createWorld(test_);
});

const text = { title: 'Cantine fermée', body: 'Jeudi, apportez un repas froid.' };

async function draft(by: Name, more: Record<string, unknown> = {}): Promise<string> {
	const made = await test_.app.call('publications.create-news', world.actor(by), { ...text, ...more });
	if (!made.ok) throw new Error(`${made.code} ${JSON.stringify(made.fields)}`);
	return made.value.id;
}

describe('who writes', () => {
	test('the principal and the staff of the school, and the département', async () => {
		for (const by of ['principalA', 'staffA', 'department'] as const) await draft(by, { schoolId: world.schoolA });
	});

	test('not teachers, pupils, guardians or visitors, nor the principal of another school', async () => {
		for (const by of ['durand', 'lea', 'sophie', 'principalB', 'staffB', 'academy', 'operator'] as const) {
			expect(await test_.app.call('publications.create-news', world.actor(by), { ...text, schoolId: world.schoolA })).toMatchObject({ ok: false, status: 403 });
		}
		expect(await test_.app.call('publications.create-news', visitor, text)).toMatchObject({ ok: false, status: 401 });
	});

	test('a principal cannot speak for the département, nor take a news of his school there', async () => {
		expect(await test_.app.call('publications.create-news', world.actor('principalA'), text)).toMatchObject({ status: 403 });
		const id = await draft('principalA', { schoolId: world.schoolA });
		expect(await test_.app.call('publications.edit-news', world.actor('principalA'), { ...text, id, version: 1, schoolId: '' })).toMatchObject({ status: 403 });
	});

	test('the draft of a school does not exist for another', async () => {
		const id = await draft('principalA', { schoolId: world.schoolA });
		for (const name of ['publications.publish-news', 'publications.unpublish-news', 'publications.delete-news', 'publications.show'] as const) {
			expect(await test_.app.call(name, world.actor('principalB'), { id })).toMatchObject({ ok: false, status: 404 });
		}
	});
});

describe('from draft to published to over', () => {
	test('a draft is shown to nobody but its writers, then to its audience, then withdrawn', async () => {
		const id = await draft('principalA', { schoolId: world.schoolA });
		expect(await test_.app.call('publications.show', world.actor('lea'), { id })).toMatchObject({ status: 404 });
		expect(await test_.app.call('publications.show', world.actor('staffA'), { id })).toMatchObject({ ok: true, value: { stage: 'draft', mayWrite: true } });

		expect(await test_.app.call('publications.publish-news', world.actor('staffA'), { id })).toMatchObject({ ok: true, value: { stage: 'live' } });
		expect(await test_.app.call('publications.show', world.actor('lea'), { id })).toMatchObject({ ok: true, value: { title: text.title, mayWrite: false } });
		expect(await test_.app.call('publications.show', world.actor('zoe'), { id })).toMatchObject({ status: 404 });
		expect(await test_.app.call('publications.delete-news', world.actor('staffA'), { id })).toMatchObject({ status: 409, code: 'news-still-published' });

		await test_.app.call('publications.unpublish-news', world.actor('principalA'), { id });
		expect(await test_.app.call('publications.show', world.actor('lea'), { id })).toMatchObject({ status: 404 });
		expect(await test_.app.call('publications.delete-news', world.actor('principalA'), { id })).toMatchObject({ ok: true });
	});

	test('a scheduled one begins and ends by the clock', async () => {
		const id = await draft('principalA', { schoolId: world.schoolA, startsAt: '2027-01-11T08:00', endsAt: '2027-01-12T08:00' });
		test_.setNow(new Date('2027-01-10T10:00:00Z'));
		expect(await test_.app.call('publications.publish-news', world.actor('principalA'), { id })).toMatchObject({ value: { stage: 'scheduled' } });
		const seen = async (at: string) => {
			test_.setNow(new Date(at));
			return (await test_.app.call('publications.show', world.actor('lea'), { id })).ok;
		};
		expect(await seen('2027-01-11T06:59:59Z')).toBe(false);
		expect(await seen('2027-01-11T07:00:00Z')).toBe(true);
		expect(await seen('2027-01-12T07:00:00Z')).toBe(false);
		test_.setNow(null);
	});

	test('what is over is not published', async () => {
		const id = await draft('principalA', { schoolId: world.schoolA, endsAt: '2020-03-16T08:00' });
		expect(await test_.app.call('publications.publish-news', world.actor('principalA'), { id })).toMatchObject({ status: 409, code: 'news-already-over' });
	});

	test('two people changing it at once: the second is told', async () => {
		const id = await draft('principalA', { schoolId: world.schoolA });
		const change = { ...text, id, version: 1, schoolId: world.schoolA };
		expect(await test_.app.call('publications.edit-news', world.actor('principalA'), change)).toMatchObject({ ok: true, value: { version: 2 } });
		expect(await test_.app.call('publications.edit-news', world.actor('staffA'), change)).toMatchObject({ status: 409, code: 'news-changed-meanwhile' });
	});
});

describe('what is refused beside its field', () => {
	test.each([
		[{ title: ' ' }, 'title'],
		[{ link: 'javascript:alert(1)' }, 'link'],
		[{ link: '//ailleurs.example' }, 'link'],
		[{ videoUrl: '/video' }, 'videoUrl'],
		[{ startsAt: 'demain' }, 'startsAt'],
		[{ startsAt: '2027-01-12T08:00', endsAt: '2027-01-11T08:00' }, 'endsAt'],
		[{ audience: 'public' }, 'audience'],
		[{ audience: 'chosen' }, 'audience'],
		[{ audience: 'chosen', classIds: ['CLASS_B'] }, 'classIds']
	])('%o', async (more, field) => {
		const classIds = 'classIds' in more ? { classIds: [world.classB] } : {};
		const refused = await test_.app.call('publications.create-news', world.actor('principalA'), { ...text, schoolId: world.schoolA, ...more, ...classIds });
		expect(refused).toMatchObject({ ok: false, status: 422 });
		expect(Object.keys((refused as { fields: object }).fields)).toEqual([field]);
	});
});
