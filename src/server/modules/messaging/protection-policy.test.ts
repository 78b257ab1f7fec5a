import { describe, expect, test } from 'vitest';
import type { Profile } from '#kernel/actor';
import { closureFor, isEscalated, mayBlock, type Closure } from './protection-policy.ts';

const HERE = 'school-here';
const THERE = 'school-there';
const role = (profile: Profile, schoolId: string | null = HERE, delegate = false) => ({ profile, schoolId, delegate });
const closure = (more: Partial<Closure>): Closure => ({ schoolId: null, profile: null, extent: 'writing', reason: 'Raison', ...more });

describe('closed for', () => {
	const cases: [string, ReturnType<typeof role>[], Partial<Closure>, 'write' | 'read', boolean][] = [
		['a pupil of the school that is closed', [role('pupil')], { schoolId: HERE }, 'write', true],
		['not a pupil of another', [role('pupil', THERE)], { schoolId: HERE }, 'write', false],
		['everybody, everywhere', [role('teacher')], {}, 'write', true],
		['the direction of the school too, who may not write either', [role('principal')], { schoolId: HERE }, 'write', true],
		['a profile everywhere', [role('pupil')], { profile: 'pupil' }, 'write', true],
		['not the others', [role('guardian')], { profile: 'pupil' }, 'write', false],
		['a profile of one school', [role('pupil')], { schoolId: HERE, profile: 'pupil' }, 'write', true],
		['not the same profile elsewhere', [role('pupil', THERE)], { schoolId: HERE, profile: 'pupil' }, 'write', false],
		['not a teacher who also is a parent elsewhere', [role('teacher'), role('guardian', THERE)], { schoolId: HERE }, 'write', false],
		['who has both roles there', [role('teacher'), role('guardian')], { schoolId: HERE }, 'write', true],
		['not reading, when only writing is closed', [role('pupil')], { schoolId: HERE }, 'read', false],
		['reading, when all is', [role('pupil')], { schoolId: HERE, extent: 'all' }, 'read', true],
		['not the direction, who opens again', [role('principal')], { schoolId: HERE, extent: 'all' }, 'read', false],
		['nor its delegate', [role('staff', HERE, true)], { schoolId: HERE, extent: 'all' }, 'read', false],
		['nor the département', [role('department', null)], { extent: 'all' }, 'read', false],
		['nor the operator', [role('operator', null)], { extent: 'all' }, 'read', false]
	];
	test.each(cases)('%s', (_, roles, what, act, expected) => {
		expect(closureFor(roles, [closure(what)], act) !== null).toBe(expected);
	});

	test('a person of two closed schools is told the reason of one of them', () => {
		const two = [closure({ schoolId: HERE, reason: 'Ici' }), closure({ schoolId: THERE, reason: 'Là' })];
		expect(closureFor([role('teacher'), role('teacher', THERE)], two, 'write')?.reason).toBe('Ici');
	});
});

describe('may keep away', () => {
	const cases: [Profile[], Profile[], boolean][] = [
		[['pupil'], ['pupil'], true],
		[['guardian'], ['guardian'], true],
		[['guardian'], ['guest'], true],
		[['pupil'], ['guest'], true],
		[['guest'], ['guest'], true],
		[['pupil'], ['guardian'], false],
		[['guardian'], ['pupil'], false],
		[['pupil'], ['teacher'], false],
		[['pupil'], ['staff'], false],
		[['guardian'], ['teacher'], false],
		[['guardian'], ['guardian', 'teacher'], false],
		[['guardian', 'teacher'], ['guardian'], false],
		[['guardian'], ['principal'], false],
		[['guardian'], ['department'], false],
		[['teacher'], ['pupil'], false],
		[['principal'], ['guardian'], false],
		[[], ['pupil'], false],
		[['pupil'], [], false]
	];
	test.each(cases)('%j from %j: %s', (mine, theirs, expected) => {
		expect(
			mayBlock(
				mine.map((profile) => ({ profile })),
				theirs.map((profile) => ({ profile }))
			)
		).toBe(expected);
	});
});

describe('a report goes up to the département', () => {
	test.each([
		['about a pupil of the school', [role('pupil')], false],
		['about its delegate', [role('staff', HERE, true)], false],
		['about its principal', [role('principal')], true],
		['about somebody of another school', [role('teacher', THERE)], true],
		['about the département', [role('department', null)], true],
		['about a principal elsewhere who is a parent here', [role('principal', THERE), role('guardian')], false]
	])('%s: %s', (_, roles, expected) => {
		expect(isEscalated(roles, HERE)).toBe(expected);
	});
});
