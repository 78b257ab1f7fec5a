/**
 * `node tests/load/bench-casier.ts [pupils] [files] [MB]`: the class page and a pupil's list against the bare SQL they run, and
 * the zip job against a bare yazl over the same files, with the memory of this process meanwhile. 35 × 20 works always;
 * 200 files of 30 MB unless told.
 */
import { randomBytes, createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import yazl from 'yazl';
import { tableQuery } from '../../src/server/modules/assignments/queries/class-table.ts';
import { schoolYear } from '../../src/server/modules/assignments/years/years.ts';
import { writeZip } from '../../src/server/modules/assignments/collecting/archive-job.ts';
import { createWorld } from '../support/world.ts';
import { median, openSite, say } from './site.ts';

const PUPILS = Number(process.argv[2] ?? 75_000);
const FILES = Number(process.argv[3] ?? 200);
const BYTES = Number(process.argv[4] ?? 30) * 1024 * 1024;
const ROUNDS = 200;

const site = await openSite('casier');
const { admin, app } = await site.house('bench', 2);
const residentMb = () => Math.round(process.memoryUsage.rss() / 2 ** 20);

async function timed(work: () => Promise<unknown>): Promise<number> {
	const began = performance.now();
	await work();
	return performance.now() - began;
}

/** In turn, so that a disturbed second disturbs both. */
async function ratio(name: string, ours: () => Promise<unknown>, bare: () => Promise<unknown>): Promise<void> {
	const pairs: [number, number][] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const pair: [number, number] = [await timed(ours), await timed(bare)];
		if (round >= ROUNDS / 10) pairs.push(pair);
	}
	const [own, plain] = [median(pairs.map((pair) => pair[0])), median(pairs.map((pair) => pair[1]))];
	say(`${name}: ${own.toFixed(2)} ms, the bare SQL ${plain.toFixed(2)} ms, ratio ${(own / plain).toFixed(2)}`);
}

/** A class of 35 with 20 works, all handed in and marked, among as many pupils of other classes. */
async function fill(teacher: string, school: string, klass: string): Promise<string> {
	const year = schoolYear(new Date());
	await admin.query(
		`insert into directory.person (kind, login, given_name, family_name) select 'pupil', 'eleve.' || n, 'Élève', 'N' || n from generate_series(1, ${PUPILS}) n;
		insert into directory.role (person_id, school_id, profile) select id, '${school}', 'pupil' from directory.person where login like 'eleve.%';
		insert into directory.groups (school_id, kind, code, label) select '${school}', 'class', 'X' || n, 'X' || n from generate_series(1, ${Math.ceil(PUPILS / 35)}) n;
		insert into directory.membership (group_id, person_id, school_id, role)
			select case when n <= 34 then '${klass}' else (select id from directory.groups where code = 'X' || ((n - 35) / 35 + 1)) end, p.id, '${school}', 'pupil'
			from directory.person p, lateral (select substr(p.login, 7)::int as n) x where p.login like 'eleve.%';
		insert into assignments.assignment (id, school_id, owner_id, title, expects, marking, most_points, state, opens_at, due_at, published_at, school_year, number, created_at, updated_at)
			select gen_random_uuid(), '${school}', '${teacher}', 'Travail ' || g.code || ' ' || n, '{text}', 'points', 20, 'published', now() - interval '30 days', now() + n * interval '1 day', now(),
				${year}, 1 + (row_number() over () - 1) % 30000, now(), now() from directory.groups g, generate_series(1, 20) n;
		insert into assignments.editor (assignment_id, person_id, part, added_at) select id, '${teacher}', 'owner', now() from assignments.assignment;
		insert into assignments.target (assignment_id, school_id, group_id)
			select a.id, a.school_id, g.id from assignments.assignment a join directory.groups g on a.title like 'Travail ' || g.code || ' %';
		insert into assignments.submission (id, assignment_id, pupil_id, pupil_ids, state, created_at, updated_at, begun_at, handed_in_at, late)
			select gen_random_uuid(), t.assignment_id, m.person_id, array[m.person_id], 'handed-in', now(), now(), now(), now(), false
			from assignments.target t join directory.membership m on m.group_id = t.group_id and m.role = 'pupil';
		insert into assignments.hand_in (assignment_id, pupil_id, submission_id, handed_in_at, late) select assignment_id, pupil_id, id, now(), false from assignments.submission;
		insert into assignments.review (id, assignment_id, pupil_id, submission_id, reviewer_id, state, points, updated_at, returned_at)
			select gen_random_uuid(), assignment_id, pupil_id, id, '${teacher}', 'returned', 12, now(), now() from assignments.submission;
		analyze`
	);
	const { rows } = await admin.query<{ id: string }>(`select person_id as id from directory.membership where group_id = $1 and role = 'pupil' limit 1`, [klass]);
	return rows[0]?.id ?? '';
}

/** The zip job's own writer against yazl reading the same files by their paths. */
async function zips(): Promise<void> {
	const { store } = app.ports.files;
	const entries: { path: string; file: { id: string; name: string; size: number; sha256: string } }[] = [];
	const paths: string[] = [];
	const bytes = randomBytes(BYTES);
	for (let at = 0; at < FILES; at++) {
		bytes.writeUInt32BE(at, 0);
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		const path = join(site.data, `plain-${at}`);
		await writeFile(path, bytes);
		await store.putBytes(sha256, bytes);
		paths.push(path);
		entries.push({ path: `5eB_NOM-Prenom${at}_devoir1_v1.bin`, file: { id: sha256, name: 'x.bin', size: BYTES, sha256 } });
	}
	const memory: number[] = [];
	const [ours, bare] = [join(site.data, 'ours.zip'), join(site.data, 'bare.zip')];
	const plain = async () => {
		const zip = new yazl.ZipFile();
		for (const [at, path] of paths.entries()) zip.addReadStreamLazy(`f${at}`, { compress: false }, (give) => give(null, createReadStream(path)));
		zip.end();
		await pipeline(zip.outputStream, createWriteStream(bare));
	};
	const own = () =>
		writeZip(store, entries, ours, new Date(), ({ files }) => {
			if (files > 0) memory.push(residentMb());
		});
	await plain();
	const rounds: [number, number][] = [];
	for (let round = 0; round < 3; round++) rounds.push([await timed(own), await timed(plain)]);
	const { size } = await stat(ours);
	const [took, reference] = [median(rounds.map((one) => one[0])), median(rounds.map((one) => one[1]))];
	const half = memory.length >> 1;
	say(
		`${FILES} files of ${BYTES / 2 ** 20} MB in one zip: ${(size / 2 ** 20 / (took / 1000)).toFixed(0)} MB/s, ${(reference / took).toFixed(2)} of a bare yazl; memory ${Math.max(...memory.slice(0, half))} MB at most in the first half, ${Math.max(...memory.slice(half))} MB in the second`
	);
}

try {
	const world = await createWorld({ app, admin });
	say(
		`# casier · ${new Date().toISOString()} · ${cpus().length} cores (${cpus()[0]?.model ?? '?'}), load ${loadavg()[0]?.toFixed(1) ?? '?'}, Node ${process.version}, ${PUPILS} pupils × 20 works`
	);
	const pupilId = await fill(world.people.durand, world.schoolA, world.classA);
	const teacher = world.actor('durand');
	const asked = { groupId: world.classA, page: 1, year: schoolYear(new Date()), teacherId: teacher.id };
	const compiled = await app.database.system((db) => Promise.resolve(tableQuery(asked).compile(db)));
	await ratio(
		'class page, 35 pupils × 20 works',
		() => app.call('assignments.class-table', teacher, { groupId: world.classA }),
		() => admin.query(compiled.sql, [...compiled.parameters])
	);
	const pupil = { ...world.actor('lea'), id: pupilId };
	const list = await app.database.system((db) =>
		Promise.resolve(
			sql`select a.id, a.title, h.handed_in_at, r.points from directory.membership m join assignments.target t on t.group_id = m.group_id join assignments.assignment a on a.id = t.assignment_id
			left join assignments.hand_in h on h.assignment_id = a.id and h.pupil_id = m.person_id left join assignments.review r on r.assignment_id = a.id and r.pupil_id = m.person_id
			where m.person_id = ${pupilId} and a.school_year = ${asked.year} order by r.returned_at desc limit 31`.compile(db)
		)
	);
	await ratio(
		'a pupil’s list, 20 works',
		() => app.call('assignments.to-do', pupil, { shelf: 'returned' }),
		() => admin.query(list.sql, [...list.parameters])
	);
	await zips();
} finally {
	await site.close();
}
