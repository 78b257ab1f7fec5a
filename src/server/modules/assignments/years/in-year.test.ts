/** Dates end with the school year of their work: afterwards nothing could be handed in. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useFileWorld } from '../../../../../tests/support/files.ts';
import { giveWork, value } from '../../../../../tests/support/works.ts';
import { inAWeek } from '../giving/inputs.ts';

const here = useFileWorld();
beforeAll(() => {
	here.setNow(new Date('2027-05-10T10:00:00Z'));
});
afterAll(() => {
	here.setNow(null);
});
const durand = () => here.world.actor('durand');
const content = (more: object) => ({ title: 'Exposé', groupIds: [here.world.classA], expects: ['text'], ...more });
const create = (more: object) => here.app.call('assignments.create-assignment', durand(), content(more));
const publish = async (more: object) => here.app.call('assignments.publish-assignment', durand(), { id: value(await create(more)).id });
const refused = (field: string) => ({
	ok: false,
	status: 422,
	code: 'invalid-input',
	fields: { [field]: expect.stringContaining('31 juillet 2027') as string }
});

describe('a date after the end of the school year of its work is refused beside its field', () => {
	test('when it is given: due, or late until then', async () => {
		expect(await publish({ dueAt: '2027-08-01T00:00' })).toMatchObject(refused('dueAt'));
		expect(await publish({ dueAt: '2027-07-30T18:00', cutoffAt: '2027-08-02T18:00' })).toMatchObject(refused('cutoffAt'));
		expect(await publish({ dueAt: '2027-07-31T23:59' })).toMatchObject({ ok: true });
	});

	test('when a draft says in which year it opens; one that does not may be given in September', async () => {
		expect(await create({ opensAt: '2027-06-01T08:00', dueAt: '2027-09-10T18:00' })).toMatchObject(refused('dueAt'));
		expect(await create({ opensAt: '2027-06-01T08:00', dueAt: '2027-07-30T18:00', grace: 2 })).toMatchObject(refused('grace'));
		expect(await create({ opensAt: '2027-09-01T08:00', dueAt: '2027-09-10T18:00' })).toMatchObject({ ok: true });
		expect(await create({ dueAt: '2027-09-10T18:00' })).toMatchObject({ ok: true });
	});

	test('when it is changed, or more time is given to some or to all', async () => {
		const id = await giveWork(here);
		expect(await here.app.call('assignments.edit-assignment', durand(), content({ id, version: 2, dueAt: '2027-08-15T18:00' }))).toMatchObject(refused('dueAt'));
		for (const whom of [{ everybody: true }, { pupilIds: [here.world.people.lea] }]) {
			expect(await here.app.call('assignments.extend', durand(), { id, ...whom, dueAt: '2027-08-15T18:00' })).toMatchObject(refused('dueAt'));
			expect(await here.app.call('assignments.extend', durand(), { id, ...whom, dueAt: '2027-07-15T18:00', cutoffAt: '2027-08-15T18:00' })).toMatchObject(refused('cutoffAt'));
		}
		expect(await here.app.call('assignments.extend', durand(), { id, everybody: true, dueAt: '2027-07-31T18:00' })).toMatchObject({ ok: true });
	});

	test('and none is proposed: in the last week a new work is due at its end', () => {
		expect(inAWeek(new Date('2027-07-10T10:00:00Z'))).toEqual(new Date('2027-07-17T16:00:00Z'));
		expect(inAWeek(new Date('2027-07-28T10:00:00Z'))).toEqual(new Date('2027-07-31T21:59:59.999Z'));
	});
});
