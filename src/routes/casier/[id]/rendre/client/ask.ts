/** A word with the server. */
import { post, type Answer as Said } from '#ui/writing/autosave.ts';

export interface Answer extends Said {
	status: number;
	/** What is wrong, by field. */
	fields?: Record<string, string>;
	state?: string;
	revision?: number;
	savedAt?: string;
	begunAt?: string;
	missing?: number;
}

/** A line that went dead without a word is given up. Milliseconds; whatever is asked may be asked again. */
const PATIENCE = 30_000;

export function ask(name: string, data: object): Promise<Answer | null> {
	return post<Answer>(`/api/v1/assignments/${name}`, {
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(data),
		signal: AbortSignal.timeout(PATIENCE)
	});
}

/** What the form says, as the commands take it. */
export function contentOf(form: HTMLFormElement): Record<string, string | string[] | number> {
	const fields = new FormData(form);
	const text = (name: string) => {
		const value = fields.get(name);
		return typeof value === 'string' ? value : '';
	};
	const list = (name: string) => fields.getAll(name).filter((value): value is string => typeof value === 'string' && value !== '');
	const document_ = text('document');
	return {
		submissionId: text('submissionId'),
		tab: text('tab'),
		revision: Number(text('revision')),
		body: text('body'),
		link: text('link'),
		files: list('files'),
		photos: list('photos'),
		...(document_ === '' ? {} : { document: document_ }),
		// The cut-off has passed: what was saved before it.
		...(fields.has('asKept') ? { asKept: 'on' } : {})
	};
}
