/** Pupils who hand in to a house that runs, as their pages do it: over any line, as often as it takes. */
import { createHash, createPublicKey, randomBytes, randomUUID, verify } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { HandedIn as Answered } from '../../src/server/modules/assignments/handing-in/hand-in.ts';
import { certified } from '../../src/server/modules/assignments/handing-in/receipts.ts';
import { nothingTold, send, type Told } from './tus-client.ts';

export interface Pupil {
	id: string;
	name: string;
	cookie: string;
}

/** New pupils of a class, each with an open session. */
export async function pupilsIn(admin: Pick<pg.Pool, 'query'>, group: { id: string; schoolId: string }, count: number): Promise<Pupil[]> {
	const pupils = Array.from({ length: count }, (_, at) => ({ id: randomUUID(), name: `Élève N${at + 1}`, token: randomBytes(32).toString('base64url') }));
	const ids = pupils.map((one) => one.id);
	await admin.query(
		`insert into directory.person (id, kind, login, given_name, family_name) select id, 'pupil', 'eleve.' || id, 'Élève', 'N' || at from unnest($1::uuid[]) with ordinality p (id, at)`,
		[ids]
	);
	await admin.query(`insert into directory.role (person_id, school_id, profile) select unnest($1::uuid[]), $2, 'pupil'`, [ids, group.schoolId]);
	await admin.query(`insert into directory.membership (group_id, person_id, school_id, role) select $2, unnest($1::uuid[]), $3, 'pupil'`, [ids, group.id, group.schoolId]);
	await admin.query(
		`insert into identity.account (person_id, password_hash, password_set_at, activated_at, charter_version, charter_accepted_at)
		select unnest($1::uuid[]), 'none', now(), now(), '2026-09', now()`,
		[ids]
	);
	await admin.query(
		`insert into identity.session (id, token_hash, account_id, created_at, expires_at, seen_at)
		select gen_random_uuid(), hash, id, now(), now() + interval '12 hours', now() from unnest($1::uuid[], $2::bytea[]) s (id, hash)`,
		[ids, pupils.map((one) => createHash('sha256').update(one.token).digest())]
	);
	return pupils.map(({ token, ...one }) => ({ ...one, cookie: `preau=${token}` }));
}

export const headersOf = (pupil: Pupil, origin: string) => ({ cookie: pupil.cookie, origin });

/** As it arrives: moments are texts, and are not looked at. */
type Receipt = Pick<Answered['receipt'], 'number' | 'statement' | 'signature' | 'keyId'>;
export type HandedIn = Omit<Answered, 'receipt'> & { receipt: Receipt };
export type Answer = HandedIn | { state: 'sending'; missing: number; begunAt: string };

/** Said and refused: not to be asked again. */
export class Refused extends Error {
	readonly code: string;
	constructor(name: string, status: number, answer: { code?: string; message?: string }) {
		super(`${name}: ${status} ${answer.code ?? ''} ${answer.message ?? ''}`);
		this.code = answer.code ?? '';
	}
}

/** How often it was answered, and asked again. */
export interface Tries {
	answered: number;
	again: number;
}

export const noTries = (): Tries => ({ answered: 0, again: 0 });

/** A word with the house until it answers, as the page does it: what could not be reached or has no time is asked again. */
export async function ask<T>(
	origin: string,
	pupil: Pupil,
	name: string,
	data: object,
	more: { headers?: Record<string, string>; tries?: Tries; seconds?: number } = {}
): Promise<T> {
	const until = performance.now() + (more.seconds ?? 120) * 1000;
	for (;;) {
		const answer = await fetch(`${origin}/api/v1/assignments/${name}`, {
			method: 'POST',
			headers: { ...headersOf(pupil, origin), 'content-type': 'application/json', ...more.headers },
			body: JSON.stringify(data),
			signal: AbortSignal.timeout(30_000)
		})
			.then(async (got) => ({ status: got.status, body: (await got.json()) as object }))
			.catch((error: unknown) => error as Error);
		if (!(answer instanceof Error) && answer.status < 500 && answer.status !== 429) {
			if (more.tries) more.tries.answered += 1;
			if (answer.status !== 200) throw new Refused(name, answer.status, answer.body);
			return answer.body as T;
		}
		if (performance.now() > until) throw answer instanceof Error ? answer : new Refused(name, answer.status, answer.body);
		if (more.tries) more.tries.again += 1;
		await pause(100 + Math.random() * 200);
	}
}

export interface Work {
	name: string;
	bytes: Buffer;
}

export interface Manner {
	/** « Rendre » is pressed while bytes are on their way, or when all are there. */
	press: 'early' | 'late';
	/** Bytes a request of the upload; the whole file when it is not said. */
	piece?: number;
	/** The button is pressed so many times at once. */
	clicks?: number;
	tries?: Tries;
	/** The page is closed once the last byte is there: nobody asks for the receipt. */
	leaves?: boolean;
}

/** What was handed in, and what its sender was told. */
export interface Handed {
	pupil: Pupil;
	submissionId: string;
	works: readonly Work[];
	told: Told[];
	/** Every answer with a receipt; none when the page was closed. */
	receipts: Receipt[];
}

export interface Done extends Handed {
	/** Milliseconds from the button to the answer, and from there or from the last byte to the receipt; when the last byte was safe. */
	answered: number;
	received: number | null;
	lastByteAt: Date;
}

/** One hand-in from its first word to its receipt. */
export async function handIn(origin: string, pupil: Pupil, assignmentId: string, works: readonly Work[], manner: Manner): Promise<Done> {
	const { tries = noTries() } = manner;
	const draft = await ask<{ id: string }>(origin, pupil, 'begin-submission', { assignmentId }, { tries });
	const told = works.map(nothingTold);
	const known: Promise<void>[] = [];
	const arrived = works.map((work, at) => {
		const facts = told[at] ?? nothingTold();
		let created: () => void = () => undefined;
		known.push(new Promise((resolve) => (created = resolve)));
		return send({
			bytes: work.bytes,
			origin,
			headers: headersOf(pupil, origin),
			told: facts,
			filename: work.name,
			purpose: 'work',
			created,
			...(manner.piece === undefined ? {} : { piece: manner.piece })
		});
	});
	const all = Promise.all(arrived);
	await Promise.race([manner.press === 'early' ? Promise.all(known) : all, all]);
	const press = () => ask<Answer>(origin, pupil, 'hand-in', { submissionId: draft.id, files: told.map((one) => one.url.slice(one.url.lastIndexOf('/') + 1)) }, { tries });
	const receipts: Receipt[] = [];
	const pressed = async () => {
		for (const answer of await Promise.all(Array.from({ length: manner.clicks ?? 1 }, press))) if (answer.state === 'handed-in') receipts.push(answer.receipt);
	};
	const began = performance.now();
	await pressed();
	const answered = performance.now() - began;
	await all;
	const [safe, lastByteAt] = [Math.max(performance.now(), began), new Date()];
	if (receipts.length === 0 && !manner.leaves) await pressed();
	const received = receipts.length === 0 ? null : manner.press === 'late' ? answered : performance.now() - safe;
	return { pupil, submissionId: draft.id, works, told, receipts, answered, received, lastByteAt };
}

export const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

export function isSigned(key: string, receipt: Pick<Receipt, 'statement' | 'signature'>): boolean {
	return verify(null, Buffer.from(receipt.statement), createPublicKey(key), Buffer.from(receipt.signature, 'base64url'));
}

/** Everything that should be true of a hand-in and is not: its receipt, and each of its files read back. */
export async function faultsOf(origin: string, key: string, done: Handed): Promise<string[]> {
	const faults: string[] = [];
	const wrong = (what: string) => faults.push(`${done.submissionId}: ${what}`);
	if (new Set(done.receipts.map((one) => one.statement)).size > 1) wrong('several receipts');
	for (const told of done.told) {
		for (const one of told.lost) wrong(`acknowledged and lost: ${one}`);
		if (told.creations !== 1) wrong(`begun ${told.creations} times`);
	}
	const shown = await ask<Receipt & { files: { id: string | null; name: string; size: number; sha256: string }[] }>(origin, done.pupil, 'receipt', {
		submissionId: done.submissionId
	});
	if (done.receipts.some((one) => one.statement !== shown.statement || one.signature !== shown.signature)) wrong('another receipt than was given');
	if (!isSigned(key, shown)) wrong('the signature does not verify');
	const sent = done.works.map((work) => ({ name: work.name, size: work.bytes.length, sha256: sum(work.bytes) }));
	if (JSON.stringify(certified(shown.statement).files) !== JSON.stringify(sent)) wrong('certifies other files than were sent');
	for (const [at, file] of shown.files.entries()) {
		const got = await fetch(`${origin}/fichiers/${file.id ?? ''}/${encodeURIComponent(file.name)}`, { headers: headersOf(done.pupil, origin) });
		if (got.status !== 200) wrong(`${file.name} answers ${got.status}`);
		else if (sum(new Uint8Array(await got.arrayBuffer())) !== sent[at]?.sha256) wrong(`${file.name} has other bytes`);
	}
	return faults;
}
