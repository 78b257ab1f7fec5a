/** A word with the server. Null when it could not be reached, or has no time. */
export interface Answer {
	ok: boolean;
	status: number;
	code?: string;
	message?: string;
	state?: string;
	revision?: number;
	savedAt?: string;
	begunAt?: string;
	missing?: number;
}

/** A line that went dead without a word is given up. Milliseconds; whatever is asked may be asked again. */
const PATIENCE = 30_000;

export async function ask(name: string, data: object): Promise<Answer | null> {
	try {
		const answer = await fetch(`/api/v1/assignments/${name}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(data),
			signal: AbortSignal.timeout(PATIENCE)
		});
		if (answer.status >= 500 || answer.status === 429) return null;
		return { ...((await answer.json()) as object), ok: answer.ok, status: answer.status };
	} catch {
		return null;
	}
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
		...(document_ === '' ? {} : { document: document_ })
	};
}
