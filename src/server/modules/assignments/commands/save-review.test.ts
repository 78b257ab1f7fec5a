import { beforeAll, describe, expect, test } from 'vitest';
import { coTeach, giveWork, handInWork, joinClass, runJobs, value } from '../../../../../tests/support/works.ts';
import { noise, useFileWorld } from '../../../../../tests/support/files.ts';
import type { Name } from '../../../../../tests/support/world.ts';

const here = useFileWorld();
const as = (name: Name) => here.world.actor(name);
const people = () => here.world.people;
const review = (id: string, more: object, by: Name = 'durand', pupil: Name = 'lea') =>
	here.app.call('assignments.save-review', as(by), { id, pupilId: people()[pupil], revision: 0, ...more });
const feedback = async (id: string, name: Name = 'lea', more: object = {}) => here.app.call('assignments.feedback', as(name), { id, ...more });
const open = async (id: string, by: Name = 'durand') => value(await here.app.call('assignments.correct', as(by), { id, pupilId: people().lea }));

beforeAll(async () => {
	await joinClass(here, 'tom', 'pupil');
});

describe('a correction', () => {
	test('is nowhere before it is returned: neither for the pupil nor for his mother, by no address, nor its files', async () => {
		const id = await giveWork(here, { marking: 'points', mostPoints: 20 });
		const corrected = await here.give('durand', 'corrige.txt', noise(100));
		await handInWork(here, id, 'lea', { body: 'Mon île est petite.' });
		const saved = value(await review(id, { body: 'Très beau vocabulaire.', points: '15,5', files: [corrected] }));
		expect(saved).toMatchObject({ state: 'draft', revision: 1 });
		const hidden = async () => {
			expect(value(await feedback(id))).toEqual({ returned: null });
			expect(value(await feedback(id, 'sophie', { pupilId: people().lea }))).toEqual({ returned: null });
			for (const name of ['lea', 'sophie'] as const) {
				expect((await here.get(name, `/fichiers/${corrected}/x`)).status).toBe(404);
				expect((await here.get(name, `/fichiers/zip?module=reviews&sujet=${saved.conflict ? '' : (saved.reviewId ?? '')}`)).status).toBe(404);
			}
			expect(value(await here.app.call('assignments.show', as('lea'), { id })).returnedAt).toBe(null);
			expect(value(await here.app.call('assignments.back', as('lea'), {}))).toEqual([]);
		};
		await hidden();
		value(await review(id, { revision: 1, body: 'Très beau vocabulaire.', points: '15,5', files: [corrected], intent: 'finish' }));
		expect(value(await feedback(id)).returned).toMatchObject({ body: 'Très beau vocabulaire.', points: 15.5, mostPoints: 20, own: true });
		expect(value(await feedback(id, 'sophie', { pupilId: people().lea })).returned).toMatchObject({ points: 15.5, own: false });
		for (const name of ['lea', 'sophie'] as const) expect((await here.get(name, `/fichiers/${corrected}/x`)).status).toBe(200);
		// Nothing of it for the others, and an address that says another child gives nothing.
		for (const name of ['tom', 'zoe'] as const) {
			const answer = await feedback(id, name);
			expect(answer.ok ? answer.value.returned : null).toBe(null);
			expect((await here.get(name, `/fichiers/${corrected}/x`)).status).toBe(404);
		}
		expect(await feedback(id, 'marc', { pupilId: people().lea })).toMatchObject({ ok: false, status: 404 });
		// Taken back, it is nowhere again.
		value(await here.app.call('assignments.reopen-review', as('durand'), { id, pupilId: people().lea }));
		await hidden();
	});

	test('results of all go to all at once; who is finished later follows by himself', async () => {
		const id = await giveWork(here, { release: 'together' });
		await handInWork(here, id, 'lea', { body: 'Un' });
		await handInWork(here, id, 'tom', { body: 'Deux' });
		expect(await here.app.call('assignments.return-all', as('durand'), { id })).toMatchObject({ ok: false, code: 'nothing-ready' });
		expect(value(await review(id, { body: 'Bien', intent: 'finish' }))).toMatchObject({ state: 'ready' });
		expect(value(await feedback(id))).toEqual({ returned: null });
		expect(value(await here.app.call('assignments.return-all', as('durand'), { id }))).toEqual({ returned: 1 });
		expect(value(await feedback(id)).returned).toMatchObject({ body: 'Bien' });
		expect(value(await review(id, { body: 'Aussi', intent: 'finish' }, 'durand', 'tom'))).toMatchObject({ state: 'returned' });
	});

	test('tells the pupil and his mother once each time it comes back, and is read when it is looked at', async () => {
		const id = await giveWork(here);
		await handInWork(here, id, 'lea', { body: 'Un' });
		await runJobs(here, 'assignments.tell-returned');
		value(await review(id, { body: 'Bien', intent: 'finish' }));
		expect(await runJobs(here, 'assignments.tell-returned')).toBe(1);
		const told = async (name: Name) =>
			(
				await here.admin.query<{ link: string; read: boolean }>(
					`select e.link, n.read_at is not null as read from notifications.notice n join notifications.event e on e.id = n.event_id
					where e.kind = 'feedback' and e.link like $2 and n.account_id = $1 and e.withdrawn_at is null`,
					[people()[name], `/casier/${id}%`]
				)
			).rows;
		expect(await told('lea')).toEqual([{ link: `/casier/${id}`, read: false }]);
		expect(await told('sophie')).toEqual([{ link: `/casier/${id}?enfant=${people().lea}`, read: false }]);
		expect(await told('tom')).toEqual([]);
		value(await here.app.call('assignments.see-feedback', as('lea'), { id }));
		expect(await told('lea')).toEqual([{ link: `/casier/${id}`, read: true }]);
		const seen = (await open(id)).review?.seenAt;
		expect(seen).toBeInstanceOf(Date);
	});

	test('two teachers at once: the second is asked, both versions are kept, and he chooses', async () => {
		const id = await giveWork(here);
		await coTeach(here, id, 'petit');
		await handInWork(here, id, 'lea', { body: 'Un' });
		value(await review(id, { body: 'De Durand', revision: 0 }));
		const clash = value(await review(id, { body: 'De Petit', revision: 0 }, 'petit'));
		expect(clash).toMatchObject({ conflict: true, by: 'Mme Durand', theirs: { body: 'De Durand' } });
		expect((await open(id)).review).toMatchObject({ body: 'De Durand' });
		// What he wrote is still there when he comes back, and nobody else's.
		expect((await open(id, 'petit')).review?.aside?.content.body).toBe('De Petit');
		expect((await open(id)).review?.aside).toBe(null);
		if (!clash.conflict) throw new Error('no conflict');
		value(await review(id, { body: 'De Petit', revision: clash.revision, over: 'replace' }, 'petit'));
		expect((await open(id)).review).toMatchObject({ body: 'De Petit', by: 'Mme Petit' });
		expect((await open(id, 'petit')).review?.aside).toBe(null);
		// Mme Durand goes on with what she has: she is asked too, and hers was not lost.
		expect(value(await review(id, { body: 'De Durand encore', revision: 1 }))).toMatchObject({ conflict: true, theirs: { body: 'De Petit' } });
		// The same words twice are no conflict.
		expect(value(await review(id, { body: 'De Petit', revision: 1 }))).toMatchObject({ conflict: false });
	});

	test('asks for a revision: the pupil hands in again after the date, and what came back stays readable', async () => {
		const id = await giveWork(here);
		await handInWork(here, id, 'lea', { body: 'Premier jet' });
		value(await review(id, { body: 'Reprends la fin.', verdict: 'revise', intent: 'finish' }));
		here.setNow(new Date(Date.now() + 30 * 86_400_000));
		await handInWork(here, id, 'lea', { body: 'Second jet' });
		const again = await open(id);
		// Read while the second is marked, before a word of that is kept.
		expect(again.review).toMatchObject({ newRound: true, rounds: [{ content: { body: 'Reprends la fin.' } }] });
		expect(again.shown).toMatchObject({ body: 'Second jet', attempt: 2 });
		value(await review(id, { body: 'Mieux', revision: again.review?.revision, verdict: 'accepted', intent: 'finish' }));
		const back = value(await feedback(id)).returned;
		expect(back).toMatchObject({ body: 'Mieux', verdict: 'accepted' });
		expect(back?.rounds.map((one) => one.body)).toEqual(['Reprends la fin.']);
		expect(await here.app.call('assignments.begin-submission', as('lea'), { assignmentId: id })).toMatchObject({ ok: false, code: 'work-accepted' });
		here.setNow(null);
	});

	test('points of the rubric are added up, what does not belong is left out, too many points are refused beside their field', async () => {
		const id = await giveWork(here, {
			marking: 'points',
			mostPoints: 10,
			rubric: [
				{
					key: 'langue',
					label: 'Langue',
					steps: [
						{ label: 'fragile', points: 2 },
						{ label: 'sûre', points: 5 }
					]
				},
				{
					key: 'idees',
					label: 'Idées',
					steps: [
						{ label: 'peu', points: 1 },
						{ label: 'riches', points: 5 }
					]
				}
			]
		});
		await handInWork(here, id, 'lea', { body: 'Un' });
		expect(await review(id, { points: 12 })).toMatchObject({ ok: false, status: 422, fields: { points: expect.stringContaining('10') } });
		value(await review(id, { rubric: { langue: 1, idees: '0', autre: 3 }, levels: { x: 4 }, intent: 'finish' }));
		expect(value(await feedback(id)).returned).toMatchObject({
			points: 6,
			levels: [],
			rubric: [
				{ label: 'Langue', step: 'sûre', points: 5 },
				{ label: 'Idées', step: 'peu', points: 1 }
			]
		});
	});

	test('of what a team handed in counts for each of them, when the teacher says so', async () => {
		const id = await giveWork(here, { grouped: true });
		await here.admin.query(`insert into assignments.team (id, assignment_id, name, pupil_ids) values (gen_random_uuid(), $1, 'A', $2)`, [id, [people().lea, people().tom]]);
		const fileId = await here.give('tom', 'expose.pdf', noise(20));
		await handInWork(here, id, 'tom', { body: 'À deux', files: [fileId] });
		expect(await open(id)).toMatchObject({ forTeam: true });
		const mark = (name: 'lea' | 'tom', x: number) =>
			here.app.call('assignments.mark-page', as('durand'), {
				id,
				pupilId: people()[name],
				fileId,
				page: 1,
				change: { act: 'add', shape: { kind: 'stamp', x, y: 10, stamp: 'good' } }
			});
		value(await mark('tom', 20));
		value(await mark('lea', 10));
		const audio = await here.give('durand', 'commentaire.txt', noise(20));
		// One of them has something of his own by now: it is not written over unasked.
		const { review: begun, forTeam } = await open(id);
		expect(forTeam).toBe(false);
		value(await review(id, { revision: begun?.revision, files: [audio], forTeam: true, intent: 'finish' }));
		const marksOf = async (name: 'lea' | 'tom') =>
			(
				await here.admin.query<{ x: number[] }>(
					`select array(select (m ->> 'x')::int from jsonb_array_elements(n.marks) m order by 1) as x from assignments.annotation n
					join assignments.review r on r.id = n.review_id where r.assignment_id = $1 and r.pupil_id = $2`,
					[id, people()[name]]
				)
			).rows;
		// What was drawn goes to both; what was drawn for him alone stays beside it.
		expect([await marksOf('lea'), await marksOf('tom')]).toEqual([[{ x: [10] }], [{ x: [10, 20] }]]);
		for (const name of ['lea', 'tom'] as const) expect(value(await feedback(id, name)).returned).toMatchObject({ files: [{ name: 'commentaire.txt' }] });
	});

	test('nothing said is nothing to return; another class’s teacher finds nothing to correct', async () => {
		const id = await giveWork(here);
		await handInWork(here, id, 'lea', { body: 'Un' });
		expect(await review(id, { intent: 'finish' })).toMatchObject({ ok: false, code: 'nothing-to-return' });
		for (const name of ['petit', 'blanc', 'principalA'] as const) {
			expect(await review(id, { body: 'x' }, name)).toMatchObject({ ok: false, status: 404 });
			expect(await here.app.call('assignments.correct', as(name), { id, pupilId: people().lea })).toMatchObject({ ok: false, status: 404 });
		}
		expect(await review(id, { body: 'x' }, 'durand', 'zoe')).toMatchObject({ ok: false, status: 404 });
	});
});

describe('an answer', () => {
	test('of the pupil reaches his teacher, hers reaches him; a stranger has no word in it', async () => {
		const id = await giveWork(here);
		await handInWork(here, id, 'lea', { body: 'Un' });
		expect(await here.app.call('assignments.answer-feedback', as('lea'), { id, body: 'Trop tôt' })).toMatchObject({ ok: false, status: 404 });
		value(await review(id, { body: 'Bien', intent: 'finish' }));
		value(await here.app.call('assignments.answer-feedback', as('lea'), { id, body: 'Merci Madame.' }));
		value(await here.app.call('assignments.answer-feedback', as('durand'), { id, pupilId: people().lea, body: 'De rien.' }));
		for (const name of ['tom', 'petit', 'blanc'] as const)
			expect((await here.app.call('assignments.answer-feedback', as(name), { id, pupilId: people().lea, body: 'x' })).ok, name).toBe(false);
		const answers = value(await feedback(id)).returned?.answers.map((one) => [one.author, one.body]);
		expect(answers).toEqual([
			['Léa Martin', 'Merci Madame.'],
			['Mme Durand', 'De rien.']
		]);
		const { rows } = await here.admin.query(
			`select n.account_id from notifications.notice n join notifications.event e on e.id = n.event_id where e.kind = 'feedback' and e.link = $1`,
			[`/casier/${id}/corriger/${people().lea}#reponses`]
		);
		expect(rows).toEqual([{ account_id: people().durand }]);
	});
});
