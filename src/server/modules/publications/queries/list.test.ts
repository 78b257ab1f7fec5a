import { beforeAll, describe, expect, test } from 'vitest';
import { visitor } from '#kernel/actor';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { createWorld, type Name, type World } from '../../../../../tests/support/world.ts';

const test_ = useTestApp();
let world: World;

async function published(by: Name, title: string, more: Record<string, unknown>): Promise<string> {
	const made = await test_.app.call('publications.create-news', world.actor(by), { title, body: 'Le texte.\n\nLa suite.', ...more });
	if (!made.ok) throw new Error(`${made.code} ${JSON.stringify(made.fields)}`);
	const done = await test_.app.call('publications.publish-news', world.actor(by), { id: made.value.id });
	if (!done.ok) throw new Error(done.code);
	return made.value.id;
}

async function titles(name: Name): Promise<string[]> {
	const answer = await test_.app.call('publications.list', world.actor(name), {});
	if (!answer.ok) throw new Error(answer.code);
	return answer.value.items.map((one) => one.title).sort();
}

beforeAll(async () => {
	world = await createWorld(test_);
	await published('department', 'public', { audience: 'public', importance: 'urgent' });
	await published('department', 'tous', {});
	await published('department', 'enseignants', { audience: 'chosen', profiles: 'teacher' });
	await published('principalA', 'école A', { schoolId: world.schoolA });
	await published('principalA', 'parents A', { schoolId: world.schoolA, audience: 'chosen', profiles: ['guardian'] });
	await published('principalA', '5e B', { schoolId: world.schoolA, audience: 'chosen', classIds: [world.classA] });
	await test_.app.call('publications.create-news', world.actor('principalA'), { title: 'brouillon', body: '-', schoolId: world.schoolA });
});

describe('news for the person', () => {
	test('each sees what is for his schools, profiles and classes, through children too', async () => {
		expect(await titles('lea')).toEqual(['5e B', 'public', 'tous', 'école A'].sort());
		expect(await titles('tom')).toEqual(['public', 'tous', 'école A'].sort());
		expect(await titles('sophie')).toEqual(['5e B', 'parents A', 'public', 'tous', 'école A'].sort());
		expect(await titles('marc')).toEqual(['parents A', 'public', 'tous', 'école A'].sort());
		expect(await titles('durand')).toEqual(['5e B', 'enseignants', 'public', 'tous', 'école A'].sort());
		expect(await titles('zoe')).toEqual(['public', 'tous'].sort());
		expect(await titles('principalB')).toEqual(['public', 'tous'].sort());
	});

	test('row level security alone shows no more when every policy says yes', async () => {
		test_.app.engine.allPoliciesYes = true;
		try {
			expect(await titles('zoe')).toEqual(['public', 'tous'].sort());
			const rows = await test_.app.engine.transaction({ role: 'actor', actor: visitor, readOnly: true, keep: () => false }, (db) =>
				db.selectFrom('publications.news').select('title').execute()
			);
			expect(rows).toEqual([{ title: 'public' }]);
		} finally {
			test_.app.engine.allPoliciesYes = false;
		}
	});

	test('drafts are listed to those who write there, and to nobody else even when he asks', async () => {
		const drafts = async (name: Name) => {
			const answer = await test_.app.call('publications.list', world.actor(name), { stage: 'draft' });
			return answer.ok ? answer.value.items.map((one) => one.title) : answer.code;
		};
		expect(await drafts('staffA')).toEqual(['brouillon']);
		expect(await drafts('department')).toEqual(['brouillon']);
		expect(await drafts('principalB')).toEqual([]);
		expect(await drafts('durand')).not.toContain('brouillon');
	});

	test('filters by publisher', async () => {
		const answer = await test_.app.call('publications.list', world.actor('lea'), { from: world.schoolA });
		expect(answer).toMatchObject({ value: { total: 2, publishers: [{ name: 'Collège Les Tilleuls' }] } });
	});
});

describe("the day's information", () => {
	test('is what the département made public, for visitors, in the shape the login page shows', async () => {
		const answer = await test_.app.call('publications.today', visitor, {});
		if (!answer.ok) throw new Error(answer.code);
		expect(answer.value.items).toHaveLength(1);
		expect(answer.value.items[0]).toMatchObject({
			title: 'public',
			paragraphs: ['Le texte.', 'La suite.'],
			importance: 'urgent',
			link: null,
			videoUrl: null,
			thumbnail: null,
			until: null
		});
	});

	test('a video without a picture gets a drawn one; with one, the picture is ours and loses its metadata', async () => {
		const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==', 'base64');
		const id = await published('department', 'vidéo', { audience: 'public', videoUrl: 'https://videos.exemple.fr/1' });
		const shown = async () => {
			const answer = await test_.app.call('publications.today', visitor, {});
			return answer.ok ? answer.value.items.find((one) => one.id === id)?.thumbnail : null;
		};
		expect(await shown()).toBe('/video.svg');
		expect(await test_.app.call('publications.set-thumbnail', world.actor('department'), { id, picture: Buffer.from('<svg onload=alert(1)>') })).toMatchObject({
			status: 422,
			fields: { thumbnail: expect.stringContaining('JPEG') as string }
		});
		expect(await test_.app.call('publications.set-thumbnail', world.actor('department'), { id, picture: png })).toMatchObject({ ok: true });
		expect(await shown()).toMatch(new RegExp(`^/actualites/vignette/${id}\\?v=`));
		expect(await test_.app.call('publications.thumbnail', visitor, { id })).toMatchObject({ value: { type: 'image/png', public: true } });
		expect(await test_.app.call('publications.set-thumbnail', world.actor('principalA'), { id, picture: png })).toMatchObject({ status: 403 });
	});
});
