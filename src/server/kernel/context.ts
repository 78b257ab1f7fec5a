import type { Kysely } from 'kysely';
import type { Actor } from './actor.ts';
import type { Schema } from './schema.ts';
import type { Params } from './errors.ts';

export type Db = Kysely<Schema>;

/** What an audit line says beyond who, when and which command. Never free text typed by people. */
export interface AuditNote {
	/** What was acted upon, e.g. `{ type: 'person', id }`. */
	subject?: { type: string; id: string };
	schoolId?: string | null;
	details?: Params;
}

/** What `run` gets. Everything in it lives in one transaction. */
export interface Context<A extends Actor = Actor> {
	readonly actor: A;
	/** Bound to the transaction; row level security knows the actor. */
	readonly db: Db;
	readonly now: Date;
	readonly locale: 'fr' | 'en';
	/** A fresh UUID v7. */
	id(): string;
	random(bytes: number): Uint8Array;
	/** Run `job` after commit, once, by a worker. Enqueued in this transaction. */
	enqueue(job: string, data: Record<string, unknown>, options?: { startAfter?: Date; key?: string }): Promise<void>;
	/** Tell every process, after commit: `pg_notify(channel, payload)`. */
	notify(channel: string, payload: string): Promise<void>;
	/** Add to the audit trail line that this command writes. */
	audit(note: AuditNote): void;
	/** Technology behind ports, composed in `app.ts`. */
	readonly ports: Ports;
	/** Where the request came from: for throttling, never logged. */
	readonly origin: RequestOrigin;
}

export interface RequestOrigin {
	/** Network of the caller (IPv4 address or IPv6 /64), or null for CLI and jobs. */
	network: string | null;
	userAgent: string | null;
}

/** Modules and platform add their ports by declaration merging. */
export interface Ports {}
