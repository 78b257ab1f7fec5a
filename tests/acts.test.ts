import { expect, test } from 'vitest';
import { definitions } from '#app';
import type { AnyDefinition } from '#kernel/definition';
import { actOptions, actWord } from '../src/routes/exploitation/journal/acts.ts';

test('every act the audit trail may hold has words, and can be chosen', () => {
	const acts = (definitions as unknown as AnyDefinition[]).filter((one) => one.kind === 'command' && one.audited).map((one) => one.name);
	expect(acts.length).toBeGreaterThan(100);
	expect(acts.filter((act) => actWord(act) === act)).toEqual([]);
	const offered = new Set(actOptions().map((one) => one.value));
	expect(acts.filter((act) => !offered.has(act))).toEqual([]);
	expect(actWord('rien.du-tout')).toBe('rien.du-tout');
});

test('no words stand for an act that is gone', () => {
	const known = new Set([...(definitions as unknown as AnyDefinition[]).map((one) => one.name), 'directory.import', 'directory.undo-import', 'identity.sweep']);
	expect(
		actOptions()
			.map((one) => one.value)
			.filter((act) => !act.endsWith('.') && !known.has(act))
	).toEqual([]);
});
