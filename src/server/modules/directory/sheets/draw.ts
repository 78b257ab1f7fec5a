/**
 * Connection sheets as a tagged PDF: a letter with login, code, address and three steps; one, two or
 * eight on a page of A4, with lines to cut along. Slow for many: `make.ts` runs it in a thread.
 */
import PDFDocument from 'pdfkit';
import { withoutAccents } from '#kernel/letters';
import { m } from '#paraglide/messages.js';

export interface Sheet {
	/** « Léa Martin » */
	name: string;
	/** « 5e B », « responsable de Léa Martin, 5e B », « personnel du collège ». */
	about: string;
	pupil: boolean;
	login: string;
	/** `XXXX-XXXX` */
	code: string;
	/** Last day, as written: « 22 janvier 2027 ». */
	until: string;
}

export interface Sheets {
	school: string;
	/** Where people log in, without « https:// » for reading. */
	site: string;
	perPage: 1 | 2 | 8;
	title: string;
	sheets: Sheet[];
}

interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

const A4 = { width: 595.28, height: 841.89 };
const MARGIN = 40;
/** A code is copied letter by letter: each has the same width. */
const MONO = 'Courier-Bold';
const BOLD = 'Helvetica-Bold';
type Doc = PDFKit.PDFDocument;

/** Letters that the fonts every reader has (WinAnsi) lack and that do not come apart into letter and accent. */
const LETTERS: Record<string, string> = { ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ı: 'i', ħ: 'h', Ħ: 'H', '\u202f': '\u00a0', '\u2011': '-' };

/** What the fonts can print: « Łukasz Ştefan » → « Lukasz Stefan ». The login beside it has no accents anyway. */
export function printable(text: string): string {
	return [...text.normalize('NFC')]
		.map((letter) => {
			if (/[\u0020-\u007e\u00a0-\u00ffœŒŸŠšŽž€–—‘’“”…«»•]/.test(letter)) return letter;
			const known = LETTERS[letter];
			if (known !== undefined) return known;
			return withoutAccents(letter).replace(/[^\u0020-\u00ff]/g, '?');
		})
		.join('');
}

function write(doc: Doc, text: string, x: number, y: number, options: { width: number; size: number; color?: string; gap?: number; font?: string }): void {
	doc
		.font(options.font ?? 'Helvetica')
		.fontSize(options.size)
		.fillColor(options.color ?? '#1d2530')
		.text(printable(text), x, y, { width: options.width, lineGap: options.gap ?? 2 });
}

function boxes(perPage: 1 | 2 | 8): Box[] {
	if (perPage === 1) return [{ x: 0, y: 0, ...A4 }];
	const columns = perPage === 8 ? 2 : 1;
	const rows = perPage === 8 ? 4 : 2;
	const width = A4.width / columns;
	const height = A4.height / rows;
	return Array.from({ length: perPage }, (_, at) => ({ x: (at % columns) * width, y: Math.floor(at / columns) * height, width, height }));
}

function cutLines(doc: Doc, perPage: 1 | 2 | 8): void {
	if (perPage === 1) return;
	const lines: [number, number, number, number][] =
		perPage === 2
			? [[0, A4.height / 2, A4.width, A4.height / 2]]
			: [[A4.width / 2, 0, A4.width / 2, A4.height], ...[1, 2, 3].map((row): [number, number, number, number] => [0, (A4.height * row) / 4, A4.width, (A4.height * row) / 4])];
	// Not content: a screen reader passes over them.
	doc.markContent('Artifact', { type: 'Layout' });
	for (const [x1, y1, x2, y2] of lines) doc.moveTo(x1, y1).lineTo(x2, y2).dash(4, { space: 4 }).lineWidth(0.6).stroke('#857d6e').undash();
	doc.endMarkedContent();
}

/** Draw everything; gives the file. */
export async function drawSheets(given: Sheets): Promise<Buffer> {
	const doc = new PDFDocument({
		size: 'A4',
		margin: 0,
		tagged: true,
		lang: 'fr-FR',
		displayTitle: true,
		pdfVersion: '1.7',
		autoFirstPage: false,
		info: { Title: given.title, Author: given.school }
	});
	const chunks: Buffer[] = [];
	doc.on('data', (chunk: Buffer) => chunks.push(chunk));
	const ended = new Promise<void>((resolve, reject) => {
		doc.on('end', () => {
			resolve();
		});
		doc.on('error', reject);
	});
	const root = doc.struct('Document');
	doc.addStructure(root);
	const places = boxes(given.perPage);
	given.sheets.forEach((sheet, at) => {
		const place = places[at % given.perPage];
		if (!place) return;
		if (at % given.perPage === 0) {
			doc.addPage();
			cutLines(doc, given.perPage);
		}
		const section = doc.struct('Sect');
		root.add(section);
		if (given.perPage === 8) drawSmall(doc, section, given, sheet, place);
		else drawLetter(doc, section, given, sheet, place, given.perPage === 1 ? 1 : 0.84);
		section.end();
	});
	root.end();
	doc.end();
	await ended;
	return Buffer.concat(chunks);
}

/** A pupil is said *tu*. The link is named as the login page names it. */
function wordsOf({ school, site }: Sheets, { pupil, name }: Sheet): { hello: string; intro: string; steps: string[]; care: string } {
	const first = { site, link: m.home_have_code() };
	return pupil
		? {
				hello: m.directory_sheet_hello_tu({ name: name.split(' ')[0] ?? '' }),
				intro: m.directory_sheet_intro_tu({ school }),
				steps: [m.directory_sheet_1_tu(first), m.directory_sheet_2_tu(), m.directory_sheet_3_tu()],
				care: m.directory_sheet_care_tu()
			}
		: {
				hello: m.directory_sheet_hello(),
				intro: m.directory_sheet_intro({ school }),
				steps: [m.directory_sheet_1(first), m.directory_sheet_2(), m.directory_sheet_3()],
				care: m.directory_sheet_care()
			};
}

function drawLetter(doc: Doc, section: PDFKit.PDFStructureElement, given: Sheets, sheet: Sheet, box: Box, scale: number): void {
	const margin = MARGIN * (scale === 1 ? 1.5 : 1);
	const x = box.x + margin;
	const width = box.width - 2 * margin;
	const top = box.y + margin;
	const size = (points: number) => points * scale;
	const tag = (type: string, draw: () => void) => section.add(doc.struct(type, {}, draw));
	const you = wordsOf(given, sheet);
	let y = top;
	tag('P', () => {
		write(doc, given.school, x, y, { width, size: size(11), color: '#4d5766' });
	});
	y += size(24);
	tag('H1', () => {
		write(doc, sheet.name, x, y, { width, size: size(24), font: BOLD });
	});
	y = Math.max(doc.y, y + size(30)) + size(2);
	tag('P', () => {
		write(doc, sheet.about, x, y, { width, size: size(12), color: '#4d5766' });
	});
	y = doc.y + size(14);
	tag('P', () => {
		write(doc, you.hello, x, y, { width, size: size(13) });
	});
	y = doc.y + size(6);
	tag('P', () => {
		write(doc, you.intro, x, y, { width, size: size(13), gap: 3 });
	});
	y = doc.y + size(14);
	const height = size(96);
	doc.markContent('Artifact', { type: 'Layout' });
	doc.roundedRect(x, y, width, height, 8).lineWidth(1).fillAndStroke('#f1ede4', '#857d6e');
	doc.endMarkedContent();
	const half = width / 2;
	for (const [at, [label, value]] of (
		[
			[m.login_login(), sheet.login],
			[m.directory_sheet_code(), sheet.code]
		] as const
	).entries()) {
		const left = x + at * half + size(16);
		tag('P', () => {
			write(doc, label, left, y + size(16), { width: half - size(24), size: size(11), color: '#4d5766' });
			write(doc, value, left, y + size(34), { width: half - size(24), size: fitting(doc, value, half - size(28), size(20), MONO), font: MONO });
		});
	}
	tag('P', () => {
		write(doc, m.directory_sheet_until({ date: sheet.until }), x + size(16), y + size(70), { width: width - size(32), size: size(11), color: '#4d5766' });
	});
	y += height + size(16);
	const list = doc.struct('L');
	section.add(list);
	you.steps.forEach((step, at) => {
		const line = y;
		list.add(
			doc.struct('LI', {}, () => {
				write(doc, `${at + 1}.  ${step}`, x, line, { width, size: size(13) });
			})
		);
		y = doc.y + size(5);
	});
	list.end();
	tag('P', () => {
		write(doc, you.care, x, y + size(6), { width, size: size(11), color: '#4d5766' });
	});
}

function drawSmall(doc: Doc, section: PDFKit.PDFStructureElement, given: Sheets, sheet: Sheet, box: Box): void {
	const x = box.x + 24;
	const width = box.width - 48;
	const y = box.y + 22;
	const tag = (type: string, draw: () => void) => section.add(doc.struct(type, {}, draw));
	tag('H1', () => {
		write(doc, sheet.name, x, y, { width, size: fitting(doc, sheet.name, width, 15, BOLD), font: BOLD });
	});
	tag('P', () => {
		write(doc, sheet.about, x, y + 20, { width, size: fitting(doc, sheet.about, width, 9.5), color: '#4d5766' });
	});
	tag('P', () => {
		write(doc, m.login_login(), x, y + 39, { width, size: 9, color: '#4d5766' });
		write(doc, sheet.login, x, y + 53, { width, size: fitting(doc, sheet.login, width, 15, MONO), font: MONO });
	});
	tag('P', () => {
		write(doc, m.directory_sheet_code_until({ date: sheet.until }), x, y + 76, { width, size: 9, color: '#4d5766' });
		write(doc, sheet.code, x, y + 92, { width, size: 18, font: MONO });
	});
	tag('P', () => {
		const say = (sheet.pupil ? m.directory_sheet_short_tu : m.directory_sheet_short)({ site: given.site, link: m.home_have_code() });
		write(doc, say, x, y + 122, { width, size: 9.5 });
	});
	tag('P', () => {
		write(doc, given.school, x, box.y + box.height - 28, { width, size: 8.5, color: '#4d5766' });
	});
}

/** The largest size up to `most` at which the text keeps to one line. */
function fitting(doc: Doc, text: string, width: number, most: number, font = 'Helvetica'): number {
	doc.font(font).fontSize(most);
	const natural = doc.widthOfString(printable(text));
	return natural <= width ? most : Math.max(7, (most * width * 0.99) / natural);
}
