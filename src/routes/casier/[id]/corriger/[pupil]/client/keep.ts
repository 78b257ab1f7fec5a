/** Saved a moment after the last change, and said only when the server has it. */
import { copy, one } from '#ui/writing/dom.ts';

const PAUSE = 1_200;
const RETRY = [2_000, 5_000, 15_000, 30_000];

interface Answer {
	ok: boolean;
	code?: string;
	message?: string;
	said?: string;
	revision?: number;
}

/** Fields that are no part of the correction: places of marks, the choice of a phrase, who comes next. */
const ASIDE = /^(x|y|w|h|page|kind|text|points)-|^(phrase|suivant|mark)$/;

export function keepReview(form: HTMLFormElement): { changed: () => void; saved: () => Promise<void> } {
	const status = one(form, '[data-status]');
	const revision = one<HTMLInputElement>(form, 'input[name=revision]');
	const fields = () => [...new FormData(form).entries()].filter((field): field is [string, string] => typeof field[1] === 'string' && !ASIDE.test(field[0]));
	const said = () => JSON.stringify(fields().filter(([name]) => name !== 'revision'));
	let last = said();
	let timer: ReturnType<typeof setTimeout> | undefined;
	let underway: Promise<void> | null = null;
	let failures = 0;
	let stopped = form.dataset.kept !== 'auto';

	function changed(): void {
		if (stopped || said() === last) return;
		plan(PAUSE);
	}

	function plan(after: number): void {
		clearTimeout(timer);
		timer = setTimeout(() => void attempt(), after);
	}

	function attempt(): Promise<void> {
		underway ??= save().finally(() => {
			underway = null;
		});
		return underway;
	}

	async function save(): Promise<void> {
		const now = said();
		if (now === last) return;
		let answer: Answer | null = null;
		try {
			const response = await fetch(form.dataset.save ?? '', { method: 'POST', body: new URLSearchParams(fields()) });
			answer = response.status >= 500 || response.status === 429 ? null : ((await response.json()) as Answer);
		} catch {
			answer = null;
		}
		if (answer === null) {
			status.textContent = status.dataset.later ?? '';
			plan(RETRY[Math.min(failures++, RETRY.length - 1)] ?? PAUSE);
			return;
		}
		failures = 0;
		if (answer.ok) {
			last = now;
			revision.value = String(answer.revision ?? revision.value);
			status.textContent = answer.said ?? '';
			changed();
			return;
		}
		status.textContent = '';
		// What is wrong in a field is said when it is sent; a colleague's version or an ended session now.
		if (answer.code === 'invalid-input') return;
		stopped = answer.code === 'two-versions';
		const problem = copy(form, '[data-problem]');
		one(problem, '[data-words]').textContent = answer.message ?? '';
		// The whole form goes: the page that comes back has both versions.
		one(problem, '[data-reload]').addEventListener('click', (event) => {
			event.preventDefault();
			one(form, '[formaction*="enregistrer"]').click();
		});
		one(form, '[data-choice]').replaceChildren(problem);
	}

	form.addEventListener('input', changed);
	addEventListener('online', () => {
		if (failures > 0) plan(0);
	});
	return {
		changed,
		async saved() {
			clearTimeout(timer);
			await attempt();
		}
	};
}
