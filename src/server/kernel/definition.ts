import type { GenericSchema, InferInput, InferOutput } from 'valibot';
import type { Actor } from './actor.ts';
import type { Context, Db, Ports, RequestOrigin } from './context.ts';
import type { Policy } from './policy.ts';
import type { Refusal } from './errors.ts';

/**
 * Ids of one seeded world, seen from an actor at some distance (own class, other class of the same
 * school, other school). `trial` builds a valid input from it; the authorisation matrix runs every
 * definition with it for every profile. See `tests/security/matrix`.
 */
export interface TrialWorld {
	schoolId: string;
	classId: string;
	groupId: string;
	pupilId: string;
	guardianId: string;
	teacherId: string;
	principalId: string;
	threadId: string;
	messageId: string;
	newsId: string;
	/** Work given to the class by its teacher, and what its pupil has handed in. */
	assignmentId: string;
	submissionId: string;
	/** A moment of its school year after it is due. */
	afterDue: string;
	/** Another work of the same class that its pupil has handed in: what he handed in, and its work. */
	handedInId: string;
	handedInWorkId: string;
	/** A file he handed in with it. */
	handedInFileId: string;
	/** A third, of which the correction came back. */
	returnedWorkId: string;
	/** A zip of it, ready, that its teacher asked for. */
	archiveId: string;
	/** A file that a teacher has sent and attached to nothing. */
	fileId: string;
	/** Something that exists nowhere. */
	nothing: string;
	/** The actor himself. */
	selfId: string;
}

/** What `prepare` gets: no open transaction, so that slow work holds no connection. */
export interface Outside {
	readonly ports: Ports;
	readonly now: Date;
	readonly origin: RequestOrigin;
	readonly actor: Actor;
	random(bytes: number): Uint8Array;
	/** One short read-only transaction, as the definition's own role. */
	read<T>(work: (db: Db) => Promise<T>): Promise<T>;
}

interface Definition<S extends GenericSchema, O, A extends Actor, P> {
	/** `<module>.<verb-object>`: also its API address. */
	readonly name: `${string}.${string}`;
	/** One English sentence for the OpenAPI document. */
	readonly summary: string;
	readonly input: S;
	readonly allow: Policy<InferOutput<S>, A>;
	/**
	 * Which database role runs it: `actor` (default) sees what row level security lets the actor see;
	 * `system` is for acts that happen before there is an actor (login, activation) and for jobs.
	 */
	readonly as?: 'actor' | 'system';
	/** Not offered by the JSON API (forms with files, tokens in mails, command line only). */
	readonly internal?: boolean;
	/** A valid input for the authorisation matrix. */
	readonly trial: (world: TrialWorld) => InferInput<S>;
	/** Slow work (a password hash) done before the transaction is opened, after `allow.who`. */
	prepare?(outside: Outside, input: InferOutput<S>): Promise<P | Refusal>;
	run(ctx: Context<A>, input: InferOutput<S>, prepared: P): Promise<O | Refusal>;
}

export interface Command<N extends string, S extends GenericSchema, O, A extends Actor = Actor, P = undefined> extends Definition<S, O, A, P> {
	readonly kind: 'command';
	readonly name: N & `${string}.${string}`;
	/** False for acts too frequent and harmless to be kept (marking as read). */
	readonly audited: boolean;
	/** Keep its changes even when `run` refuses: a failed login must still be counted. */
	readonly commitsRefusals: boolean;
}

export interface Query<N extends string, S extends GenericSchema, O, A extends Actor = Actor, P = undefined> extends Definition<S, O, A, P> {
	readonly kind: 'query';
	readonly name: N & `${string}.${string}`;
}

type Given<D, Optional extends keyof D> = Omit<D, 'kind' | Optional> & Partial<Pick<D, Optional>>;

/** Something that changes data. Runs in one transaction and leaves one line in the audit trail. */
export function command<N extends `${string}.${string}`, S extends GenericSchema, O, A extends Actor, P = undefined>(
	given: Given<Command<N, S, O, A, P>, 'audited' | 'commitsRefusals'>
): Command<N, S, O, A, P> {
	return { audited: true, commitsRefusals: false, ...given, kind: 'command' };
}

/** Something that only reads: its transaction is read-only. */
export function query<N extends `${string}.${string}`, S extends GenericSchema, O, A extends Actor>(given: Given<Query<N, S, O, A>, never>): Query<N, S, O, A> {
	return { ...given, kind: 'query' };
}

/** A definition whose types were forgotten, for tables of them. Made by `erase`. */
export type AnyDefinition = Command<string, GenericSchema, unknown, Actor, unknown> | Query<string, GenericSchema, unknown, Actor, unknown>;
