import { describe, expect, test } from 'vitest';
import type { Person, Profile } from '#kernel/actor';
import { addressOf, token, tokenOf } from './audience.ts';
import { isCampaign, limitsOf, mayAddress } from './policy.ts';
import * as v from 'valibot';

const HERE = '019a0000-0000-7000-8000-00000000000a';
const THERE = '019a0000-0000-7000-8000-00000000000b';

function actor(...profiles: Profile[]): Person {
	const above = ['department', 'academy', 'operator'];
	return {
		kind: 'person',
		id: HERE,
		sessionId: HERE,
		locale: 'fr',
		pending: null,
		secondFactorAt: null,
		profile: profiles[0] ?? 'guest',
		roles: profiles.map((profile) => ({ profile, schoolId: above.includes(profile) ? null : HERE, delegate: false }))
	};
}

describe('whole audiences', () => {
	const cases: [Profile, string, boolean][] = [
		['teacher', `school:${HERE}:guardians`, false],
		['teacher', `school:${HERE}:teachers`, true],
		['staff', `school:${HERE}:guardians`, true],
		['principal', `school:${HERE}:pupils`, true],
		['principal', `school:${THERE}:guardians`, false],
		['principal', 'everywhere:principals', false],
		['guardian', `school:${HERE}:guardians`, false],
		['pupil', 'everywhere:staff', false],
		['academy', 'everywhere:principals', true],
		['academy', 'everywhere:guardians', false],
		['academy', `school:${THERE}:guardians`, false],
		['department', 'everywhere:guardians', true],
		['department', `school:${THERE}:pupils`, true],
		['operator', 'everywhere:principals', false],
		['guest', `school:${HERE}:pupils`, false]
	];
	test.each(cases)('%s to %s: %s', (profile, to, expected) => {
		expect(mayAddress(actor(profile), addressOf(to))).toBe(expected);
	});

	test('only the département campaigns', () => {
		expect(isCampaign(actor('department'), addressOf('everywhere:guardians'))).toBe(true);
		expect(isCampaign(actor('academy'), addressOf('everywhere:principals'))).toBe(false);
		expect(isCampaign(actor('department'), addressOf(`person:${THERE}`))).toBe(false);
	});

	test('limits are those of the widest profile held', () => {
		expect(limitsOf(actor('guardian')).recipients).toBe(30);
		expect(limitsOf(actor('guardian', 'teacher')).recipients).toBe(1_000);
	});
});

describe('tokens', () => {
	test.each([`person:${HERE}`, `family:${HERE}`, `group:${HERE}:guardians`, `school:${HERE}:school-life`, 'everywhere:principals'])('%s reads back', (value) => {
		expect(v.is(token, value)).toBe(true);
		expect(tokenOf(addressOf(value))).toBe(value);
	});

	test.each(['person:1', 'group:x:guardians', `group:${HERE}:principals`, 'everywhere:operators', `school:${HERE}`, "person:' or 1=1"])('%s is refused', (value) => {
		expect(v.is(token, value)).toBe(false);
	});
});
