/**
 * The life of a request, in one place: validate → ask who → open one transaction with the actor set →
 * ask which → run → audit → commit.
 */
import * as v from 'valibot';
import type { Actor } from './actor.ts';
import type { Clock } from './clock.ts';
import type { AuditNote, Context, Ports, RequestOrigin } from './context.ts';
import type { AnyDefinition } from './definition.ts';
import { isRefusal, refuse, type FieldErrors, type Refusal } from './errors.ts';
import { uuidv7 } from './ids.ts';
import type { Db } from './context.ts';

/** What the platform gives the kernel to work with. */
export interface Engine {
	clock: Clock;
	ports: Ports;
	/**
	 * Run `work` in one transaction as `role` with the actor set for row level security. Commits when
	 * `keep(result)` says so, else rolls back. `at`: what time it is for the policies of the tables too.
	 */
	transaction<T>(options: { role: 'actor' | 'system'; actor: Actor; readOnly: boolean; keep: (result: T) => boolean; at?: Date }, work: (db: Db) => Promise<T>): Promise<T>;
	enqueue(db: Db, job: string, data: Record<string, unknown>, options?: { startAfter?: Date; key?: string }): Promise<void>;
	notify(db: Db, channel: string, payload: string): Promise<void>;
	writeAudit(db: Db, line: AuditLine): Promise<void>;
	/** Only in tests: every policy says yes, to see whether row level security alone holds. */
	allPoliciesYes?: boolean;
}

export interface AuditLine extends AuditNote {
	id: string;
	at: Date;
	command: string;
	actorId: string | null;
	actorLabel: string;
	outcome: 'done' | 'refused';
	refusalCode: string | null;
}

export const NO_ORIGIN: RequestOrigin = { network: null, userAgent: null };

/** Run a definition for an actor. Refusals come back as values; bugs throw. */
export async function run(engine: Engine, definition: AnyDefinition, actor: Actor, rawInput: unknown, origin: RequestOrigin = NO_ORIGIN): Promise<unknown> {
	const parsed = v.safeParse(definition.input, rawInput);
	const trusted = engine.allPoliciesYes === true;
	// Who comes before what: a stranger learns nothing about the fields of a form that is not his.
	const denied = trusted ? null : deny(definition, actor);
	if (denied) return denied;
	if (!parsed.success) return refuse('invalid-input', { fields: fieldErrors(parsed.issues) });
	const unwritable = unwritableFields(parsed.output);
	if (Object.keys(unwritable).length > 0) return refuse('invalid-input', { fields: unwritable });

	const notes: AuditNote[] = [];
	const now = engine.clock.now();
	const isCommand = definition.kind === 'command';
	const keep = (result: unknown) => isCommand && (!isRefusal(result) || definition.commitsRefusals);
	const role = definition.as ?? 'actor';
	const prepared: unknown = await definition.prepare?.(
		{
			ports: engine.ports,
			now,
			origin,
			actor,
			random: engine.clock.random,
			read: (work) => engine.transaction({ role, actor, readOnly: true, keep: () => false, at: now }, work)
		},
		parsed.output
	);
	if (isRefusal(prepared)) return prepared;
	return engine.transaction({ role, actor, readOnly: !isCommand, keep, at: now }, async (db) => {
		const ctx = contextFor(engine, db, actor, now, origin, notes);
		const which = trusted ? true : ((await definition.allow.which?.(ctx, parsed.output)) ?? true);
		const result = which === true ? await definition.run(ctx, parsed.output, prepared) : which;
		if (isCommand && definition.audited && keep(result)) {
			await engine.writeAudit(db, auditLine(ctx, definition.name, result, notes));
		}
		return result;
	});
}

function deny(definition: AnyDefinition, actor: Actor): Refusal | null {
	const stops = actor.kind === 'person' && actor.pending !== null && (actor.pending !== 'second-factor-setup' || definition.allow.administrative === true);
	if (stops && !definition.allow.whilePending) {
		return refuse(
			actor.pending === 'second-factor'
				? 'second-factor-required'
				: actor.pending === 'second-factor-setup'
					? 'second-factor-setup-required'
					: actor.pending === 'charter'
						? 'charter-required'
						: 'password-change-required'
		);
	}
	const may: boolean = definition.allow.who(actor);
	if (may) return actor.kind === 'person' && actor.diagnosis && definition.allow.byOwner ? refuse('forbidden', { code: 'diagnosis-only' }) : null;
	return actor.kind === 'visitor' ? refuse('not-signed-in') : refuse('forbidden');
}

function contextFor(engine: Engine, db: Db, actor: Actor, now: Date, origin: RequestOrigin, notes: AuditNote[]): Context {
	return {
		actor,
		db,
		now,
		locale: actor.locale,
		origin,
		ports: engine.ports,
		id: () => uuidv7(now, engine.clock.random),
		random: engine.clock.random,
		enqueue: (job, data, options) => engine.enqueue(db, job, data, options),
		notify: (channel, payload) => engine.notify(db, channel, payload),
		audit: (note) => void notes.push(note)
	};
}

function auditLine(ctx: Context, command: string, result: unknown, notes: AuditNote[]): AuditLine {
	const refused = isRefusal(result);
	return {
		...Object.assign({}, ...notes),
		id: ctx.id(),
		at: ctx.now,
		command,
		actorId: ctx.actor.kind === 'person' ? ctx.actor.id : null,
		actorLabel: ctx.actor.kind === 'system' ? ctx.actor.name : ctx.actor.kind === 'person' && ctx.actor.diagnosis ? 'diagnosis' : ctx.actor.kind,
		outcome: refused ? 'refused' : 'done',
		refusalCode: refused ? result.code : null
	};
}

/** First message of each field, by its dotted path. */
function fieldErrors(issues: readonly v.BaseIssue<unknown>[]): FieldErrors {
	const fields: FieldErrors = {};
	for (const issue of issues) {
		const path = v.getDotPath(issue) ?? '_';
		const code = saidOf(issue) ?? (issue.received === 'undefined' ? 'required' : 'invalid');
		const limit = issue.requirement;
		fields[path] ??= { code, params: typeof limit === 'number' ? { limit } : {} };
	}
	return fields;
}

/** The code a schema gives; of a choice between schemas, that of the one that has a word for it. */
function saidOf(issue: v.BaseIssue<unknown>): string | undefined {
	if (/^[a-z-]+$/.test(issue.message)) return issue.message;
	return issue.type === 'union' ? issue.issues?.flatMap((one) => saidOf(one) ?? [])[0] : undefined;
}

/** Text no database takes, by its dotted path: with a NUL, or with half of a character. No person types it. */
function unwritableFields(value: unknown, path: readonly string[] = [], found: FieldErrors = {}): FieldErrors {
	if (typeof value === 'string') {
		if (value.includes('\0') || !value.isWellFormed()) found[path.join('.') || '_'] = { code: 'invalid' };
	} else if (Array.isArray(value) || (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)) {
		for (const [name, one] of Object.entries(value)) unwritableFields(one, [...path, name], found);
	}
	return found;
}
