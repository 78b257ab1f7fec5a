import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { Person } from './actor.ts';
import { command, query, type AnyDefinition } from './definition.ts';
import { isRefusal, refuse } from './errors.ts';
import { anybody, profiles, provided } from './policy.ts';
import { run, type AuditLine, type Engine } from './run.ts';

const teacher: Person = {
	kind: 'person',
	id: 'a',
	sessionId: 's',
	roles: [{ profile: 'teacher', schoolId: 'x', delegate: false }],
	profile: 'teacher',
	locale: 'fr',
	pending: null,
	secondFactorAt: null
};

/** An engine that only remembers what it was asked: the kernel does no I/O, so nothing of ours is mocked away. */
function listening() {
	const seen = { transactions: 0, committed: 0, audit: [] as AuditLine[] };
	const engine: Engine = {
		clock: { now: () => new Date('2026-11-23T08:00:00Z'), random: (bytes) => new Uint8Array(bytes) },
		ports: {} as Engine['ports'],
		async transaction(options, work) {
			seen.transactions++;
			const result = await work({} as never);
			if (options.keep(result)) seen.committed++;
			return result;
		},
		enqueue: () => Promise.resolve(),
		notify: () => Promise.resolve(),
		writeAudit: (_db, line) => {
			seen.audit.push(line);
			return Promise.resolve();
		}
	};
	return { engine, seen };
}

const base = { summary: '', input: v.object({ n: v.pipe(v.number('not-a-number'), v.maxValue(9, 'too-large')) }), trial: () => ({ n: 1 }) };
const greet = command({ ...base, name: 'x.greet', allow: profiles('teacher'), run: (_ctx, { n }) => Promise.resolve({ n }) }) as unknown as AnyDefinition;

describe('the life of a request', () => {
	test('a command commits and leaves one audit line', async () => {
		const { engine, seen } = listening();
		expect(await run(engine, greet, teacher, { n: 3 })).toEqual({ n: 3 });
		expect(seen).toMatchObject({ transactions: 1, committed: 1, audit: [{ command: 'x.greet', actorId: 'a', outcome: 'done' }] });
	});

	test('who may not learns nothing of the fields, and no transaction is opened', async () => {
		const { engine, seen } = listening();
		expect(await run(engine, greet, { kind: 'visitor', locale: 'fr' }, { n: 'wrong' })).toMatchObject({ kind: 'not-signed-in', fields: {} });
		expect(await run(engine, greet, { ...teacher, roles: [] }, { n: 'wrong' })).toMatchObject({ kind: 'forbidden', fields: {} });
		expect(seen.transactions).toBe(0);
	});

	test('bad input names the field, the code and the limit', async () => {
		const { engine } = listening();
		expect(await run(engine, greet, teacher, { n: 12 })).toMatchObject({ kind: 'invalid-input', fields: { n: { code: 'too-large', params: { limit: 9 } } } });
		expect(await run(engine, greet, teacher, {})).toMatchObject({ fields: { n: { code: 'required' } } });
	});

	test('a refusal rolls back, unless the command says that refusals count', async () => {
		for (const commitsRefusals of [false, true]) {
			const { engine, seen } = listening();
			const never = command({ ...base, name: 'x.never', allow: anybody, commitsRefusals, run: () => Promise.resolve(refuse('conflict')) }) as unknown as AnyDefinition;
			expect(isRefusal(await run(engine, never, teacher, { n: 1 }))).toBe(true);
			expect(seen.committed).toBe(commitsRefusals ? 1 : 0);
			expect(seen.audit.map((line) => line.outcome)).toEqual(commitsRefusals ? ['refused'] : []);
		}
	});

	test('a query never commits', async () => {
		const { engine, seen } = listening();
		const look = query({ ...base, name: 'x.look', allow: anybody, run: () => Promise.resolve(1) }) as unknown as AnyDefinition;
		await run(engine, look, teacher, { n: 1 });
		expect(seen).toMatchObject({ committed: 0, audit: [] });
	});

	test('which is asked before run; false is forbidden', async () => {
		const { engine } = listening();
		let ran = false;
		const narrow = command({
			...base,
			name: 'x.narrow',
			allow: provided(profiles('teacher'), 'of even numbers', (_ctx, input: { n: number }) => input.n % 2 === 0),
			run: () => {
				ran = true;
				return Promise.resolve({});
			}
		}) as unknown as AnyDefinition;
		expect(await run(engine, narrow, teacher, { n: 3 })).toMatchObject({ kind: 'forbidden' });
		expect(ran).toBe(false);
		expect(await run(engine, narrow, teacher, { n: 4 })).toEqual({});
	});

	test('what is pending stops everything, but a missing second factor stops only administrators’ acts', async () => {
		const { engine } = listening();
		const principal: Person = { ...teacher, roles: [...teacher.roles, { profile: 'principal', schoolId: 'x', delegate: false }] };
		const administer = command({ ...base, name: 'x.administer', allow: profiles('principal'), run: () => Promise.resolve({}) }) as unknown as AnyDefinition;
		expect(await run(engine, greet, { ...principal, pending: 'password-change' }, { n: 1 })).toMatchObject({ kind: 'password-change-required' });
		expect(await run(engine, greet, { ...principal, pending: 'second-factor' }, { n: 1 })).toMatchObject({ kind: 'second-factor-required' });
		expect(await run(engine, greet, { ...principal, pending: 'second-factor-setup' }, { n: 1 })).toEqual({ n: 1 });
		expect(await run(engine, administer, { ...principal, pending: 'second-factor-setup' }, { n: 1 })).toMatchObject({ kind: 'second-factor-setup-required' });
	});

	test('bugs throw', async () => {
		const { engine, seen } = listening();
		const broken = command({ ...base, name: 'x.broken', allow: anybody, run: () => Promise.reject(new Error('bug')) }) as unknown as AnyDefinition;
		await expect(run(engine, broken, teacher, { n: 1 })).rejects.toThrow('bug');
		expect(seen.committed).toBe(0);
	});
});

test('text that no database takes is refused at its field, before any transaction', async () => {
	const { engine, seen } = listening();
	const note = command({
		...base,
		name: 'x.note',
		input: v.object({ lines: v.array(v.object({ said: v.string() })) }),
		trial: () => ({ lines: [] }),
		allow: profiles('teacher'),
		run: () => Promise.resolve({})
	});
	for (const said of ['a\0b', 'a\ud800']) {
		expect(await run(engine, note as unknown as AnyDefinition, teacher, { lines: [{ said: 'a' }, { said }] })).toMatchObject({
			kind: 'invalid-input',
			fields: { 'lines.1.said': { code: 'invalid' } }
		});
	}
	expect(seen.transactions).toBe(0);
});
