/** What the form of handing in says, and what the commands take of it. */
import { randomUUID } from 'node:crypto';
import type { Output } from '#app';
import { listOf, textOf } from '../../../messagerie/typed.ts';

export interface Typed {
	submissionId: string;
	tab: string;
	revision: number;
	body: string;
	document: string;
	link: string;
	files: string[];
	photos: string[];
}

export function typedOf(form: Record<string, string | string[]>): Typed {
	const gone = listOf(form['enlever']);
	const kept = (name: string) => listOf(form[name]).filter((id) => !gone.includes(id));
	return {
		submissionId: textOf(form['submissionId']),
		tab: textOf(form['tab']) || randomUUID(),
		revision: Number(textOf(form['revision'])) || 0,
		body: textOf(form['body']),
		document: textOf(form['document']),
		link: textOf(form['link']),
		files: kept('files'),
		photos: moved(kept('photos'), textOf(form['monter']), textOf(form['descendre']))
	};
}

/** Pages in another order, one step. */
function moved(photos: string[], up: string, down: string): string[] {
	const from = photos.indexOf(up || down);
	const to = up ? from - 1 : from + 1;
	const [one, other] = [photos[from], photos[to]];
	if (one === undefined || other === undefined) return photos;
	return photos.map((photo, at) => (at === from ? other : at === to ? one : photo));
}

export function typedFrom(draft: Output<'assignments.prepared'>): Typed {
	return {
		submissionId: draft.id,
		tab: randomUUID(),
		revision: draft.revision,
		body: draft.body,
		document: draft.document ? JSON.stringify(draft.document) : '',
		link: draft.link ?? '',
		files: draft.files.map((file) => file.id),
		photos: draft.photos.map((file) => file.id)
	};
}

/** A document left empty is none. */
export function contentOf({ document, ...typed }: Typed, over = ''): Record<string, unknown> {
	return { ...typed, ...(document ? { document } : {}), ...(over === 'replace' ? { over } : {}) };
}
