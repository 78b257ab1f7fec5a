/**
 * Photos of pages become one document, by a worker: each made anew (smaller, upright, without what cameras write
 * about places and people), one to a page of A4. What was handed in is this document; the photos themselves go.
 */
import { pipeline } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import sharp from 'sharp';
import { sql } from 'kysely';
import { uuidv7 } from '#kernel/ids';
import { withoutAccents } from '#kernel/letters';
import { makeFile, releaseFiles } from '#modules/files';
import type { JobTools } from '#platform/jobs';

export const BIND = 'assignments.bind-photos';
/** A picture of more is a bomb, or no photo of a page. */
const MOST_PIXELS = 60_000_000;
/** Sharp on paper: A4 at about 200 dots an inch. */
const LONGEST = 2_200;
const A4 = { short: 595.28, long: 841.89 };
const MARGIN = 18;

/** This picture cannot be read: whoever took it must know, and take it again. */
export class Unreadable extends Error {}

interface Page {
	jpeg: Buffer;
	width: number;
	height: number;
}

/** Make the document of a version on its way. Harmless when it is made already, or by two workers at once. */
export async function bindPhotos(tools: JobTools, submissionId: string): Promise<void> {
	const found = await tools.database.system(async (db) => {
		const { rows } = await sql<{ photos: string[]; owner: string; school: string; title: string; sums: string[] }>`
			select s.photos, s.pupil_id as owner, a.school_id as school, a.title,
				array(select f.sha256 from unnest(s.photos) with ordinality p (id, place) join files.file f on f.id = p.id and f.state = 'finished' order by p.place) as sums
			from assignments.submission s join assignments.assignment a on a.id = s.assignment_id where s.id = ${submissionId} and s.state = 'sending'`.execute(db);
		return rows[0];
	});
	if (!found || found.photos.length === 0 || found.sums.length < found.photos.length) return;
	const id = uuidv7(tools.clock.now(), (bytes) => tools.clock.random(bytes));
	await makeFile(tools, {
		id,
		ownerId: found.owner,
		schoolId: found.school,
		purpose: 'work',
		name: `${nameOf(found.title)}.pdf`,
		source: documentOf(tools, found.title, found.sums)
	});
	await tools.database.system(async (db) => {
		const done = await db
			.updateTable('assignments.submission')
			.set({ files: sql<string[]>`array_append(files, ${id}::uuid)`, photos: [], bound_file: id, bound_pages: found.sums.length })
			.where('id', '=', submissionId)
			.where('state', '=', 'sending')
			.where(sql<boolean>`photos = ${found.photos}::uuid[]`)
			.executeTakeFirst();
		// Somebody else was quicker, or the pupil took it back: what was made here is nobody's.
		await releaseFiles(db, done.numUpdatedRows === 0n ? [id] : found.photos, tools.clock.now());
	});
}

/** « Exercices 12 à 15 » → « exercices-12-a-15 ». */
function nameOf(title: string): string {
	const plain = withoutAccents(title)
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-+|-+$/g, '')
		.slice(0, 60);
	return plain === '' ? 'photos' : plain;
}

/** The bytes of the document as they are made: one picture at a time is in memory. */
async function* documentOf(tools: JobTools, title: string, sums: readonly string[]): AsyncGenerator<Buffer> {
	const document = new PDFDocument({ autoFirstPage: false, lang: 'fr', displayTitle: true, info: { Title: title, Creator: 'Préau', Producer: 'Préau' } });
	const drawn = draw(tools, document, sums);
	// Told by the loop below, which it ends.
	drawn.catch((error: unknown) => document.destroy(error as Error));
	for await (const part of document as AsyncIterable<Buffer>) yield part;
	await drawn;
}

async function draw(tools: JobTools, document: PDFKit.PDFDocument, sums: readonly string[]): Promise<void> {
	for (const sum of sums) {
		const page = await pageOf(tools, sum);
		const lying = page.width > page.height;
		const [width, height] = lying ? [A4.long, A4.short] : [A4.short, A4.long];
		document.addPage({ size: [width, height], margin: 0 });
		document.image(page.jpeg, MARGIN, MARGIN, { fit: [width - 2 * MARGIN, height - 2 * MARGIN], align: 'center', valign: 'center' });
	}
	document.end();
}

async function pageOf(tools: JobTools, sum: string): Promise<Page> {
	// A store that is away is no fault of the picture: the job comes back to it.
	const source = await tools.ports.files.store.read(sum);
	let cut: Error | null = null;
	source.once('error', (error) => {
		cut = error;
	});
	const picture = sharp({ limitInputPixels: MOST_PIXELS, sequentialRead: true, failOn: 'error' })
		.rotate()
		.resize({ width: LONGEST, height: LONGEST, fit: 'inside', withoutEnlargement: true })
		.flatten({ background: '#ffffff' })
		.jpeg({ quality: 80 });
	try {
		const [{ data, info }] = await Promise.all([picture.toBuffer({ resolveWithObject: true }), pipeline(source, picture)]);
		return { jpeg: data, width: info.width, height: info.height };
	} catch (error) {
		throw cut ?? new Unreadable((error as Error).message);
	}
}
