/**
 * Composition root: the only place that knows every module. Builds the registry of definitions and the
 * one function everything goes through: `call`.
 */
import { sql } from 'kysely';
import type { GenericSchema, InferOutput } from 'valibot';
import type { Actor } from '#kernel/actor';
import type { Ports, RequestOrigin } from '#kernel/context';
import type { AnyDefinition } from '#kernel/definition';
import { isRefusal, statusOf, type Params, type Refusal, type Status } from '#kernel/errors';
import { run, type Engine } from '#kernel/run';
import * as assignments from '#modules/assignments';
import * as directory from '#modules/directory';
import * as files from '#modules/files';
import * as identity from '#modules/identity';
import * as messaging from '#modules/messaging';
import * as notifications from '#modules/notifications';
import * as operations from '#modules/operations';
import * as publications from '#modules/publications';
import { writeAudit } from '#platform/audit';
import { machineClock } from '#platform/clock';
import type { Config } from '#platform/config';
import type { Database } from '#platform/database';
import { enqueue, type Job } from '#platform/jobs';
import type { Log } from '#platform/log';
import { fieldSentence, sentence } from '#platform/sentences';

export const definitions = [
	...directory.definitions,
	...identity.definitions,
	...notifications.definitions,
	...publications.definitions,
	...files.definitions,
	...messaging.definitions,
	...assignments.definitions,
	...operations.definitions
] as const;

/** Who may read what files belong to, as the modules that own it say; see modules/files/access.ts. */
const fileAccess: Record<string, files.AccessRule> = { messaging: messaging.readsFilesOf, ...assignments.fileAccess };
/** What waits with a file before it is attached; see modules/files/loose.ts. */
const fileWaits: Record<string, files.WaitRule> = { messaging: messaging.waitsWithFiles, assignments: assignments.waitsWithFiles };

type Definitions = (typeof definitions)[number];
type ByName = { [D in Definitions as D['name']]: D };
export type Name = keyof ByName;
/** What a definition gives when it is not refused. */
export type Output<N extends Name> = ByName[N] extends { run: (...given: never[]) => Promise<infer O> } ? Exclude<O, Refusal> : never;
export type Input<N extends Name> = ByName[N] extends { input: infer S extends GenericSchema } ? InferOutput<S> : never;

/** A refusal with its sentences, in the language of the person. */
export interface Refused {
	ok: false;
	status: Status;
	code: string;
	message: string;
	fields: Record<string, string>;
	/** The numbers in `message`, for a page that says it again. */
	params?: Params;
}
export type Result<T> = { ok: true; value: T } | Refused;

export interface App {
	config: Config;
	log: Log;
	database: Database;
	engine: Engine;
	ports: Ports;
	call<N extends Name>(name: N, actor: Actor, input: unknown, origin?: RequestOrigin): Promise<Result<Output<N>>>;
	/** By a name that comes from outside (API, command line). */
	callAny(name: string, actor: Actor, input: unknown, origin?: RequestOrigin): Promise<Result<unknown>>;
	find(name: string): AnyDefinition | undefined;
	jobs: readonly Job[];
	close(): Promise<void>;
}

const byName = new Map<string, AnyDefinition>(definitions.map((one) => [one.name, one as unknown as AnyDefinition]));
if (byName.size !== definitions.length) throw new Error('two definitions share one name');

export function refused(refusal: Refusal, locale: 'fr' | 'en', pupil = false): Refused {
	const reader = { locale, pupil };
	return {
		ok: false,
		status: statusOf(refusal),
		code: refusal.code,
		message: sentence(refusal.code, refusal.kind, refusal.params, reader),
		fields: Object.fromEntries(Object.entries(refusal.fields).map(([name, field]) => [name, fieldSentence(field.code, field.params ?? {}, reader)])),
		params: refusal.params
	};
}

export function createApp(options: { config: Config; database: Database; log: Log; ports: Omit<Ports, 'fileAccess' | 'fileWaits'>; clock?: Engine['clock'] }): App {
	const { config, database, log } = options;
	const ports: Ports = { ...options.ports, fileAccess, fileWaits };
	const engine: Engine = {
		clock: options.clock ?? machineClock,
		ports,
		transaction: (wanted, work) => database.transaction(wanted, work),
		enqueue,
		notify: async (db, channel, payload) => {
			await sql`select pg_notify(${channel}, ${payload})`.execute(db);
		},
		writeAudit
	};
	async function callAny(name: string, actor: Actor, input: unknown, origin?: RequestOrigin): Promise<Result<unknown>> {
		const definition = byName.get(name);
		if (!definition) throw new Error(`no definition ${name}`);
		const result = await run(engine, definition, actor, input, origin);
		return isRefusal(result) ? refused(result, actor.locale, actor.kind === 'person' && actor.profile === 'pupil') : { ok: true, value: result };
	}
	const tools = { config, database, log, ports, clock: engine.clock, engine };
	return {
		config,
		log,
		database,
		engine,
		ports,
		callAny,
		call: ((name: Name, actor: Actor, input: unknown, origin?: RequestOrigin) => callAny(name, actor, input, origin)) as App['call'],
		find: (name) => byName.get(name),
		jobs: [directory, identity, notifications, publications, files, messaging, assignments, operations].flatMap((module) => module.jobs(tools)),
		async close() {
			await ports.files.close();
			await ports.passwords.close();
			ports.mail.close();
			await database.close();
		}
	};
}
