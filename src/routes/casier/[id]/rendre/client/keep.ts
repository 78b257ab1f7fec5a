/**
 * What will be handed in is saved while it is prepared, a file as soon as the server knows of it; see
 * `#ui/writing/autosave.ts`. The words are also on this device until the server has them.
 */
import { autosave, type Keeper } from '#ui/writing/autosave.ts';
import { copy, one } from '#ui/writing/dom.ts';
import { keptHere } from '#ui/writing/kept-here.ts';
import { ask, contentOf, type Answer } from './ask.ts';

const here = keptHere('depot:');
const WORDS = ['body', 'document', 'link'];

export function keepDraft(form: HTMLFormElement): Keeper<Answer> {
	const field = (name: string) => one<HTMLInputElement>(form, `input[name=${name}]`);
	const said = () => JSON.stringify({ ...contentOf(form), revision: 0 });
	const { account = '' } = form.dataset;
	const id = field('submissionId').value;
	restore();

	/** Words that an ended session or a lost network left here, when nothing newer was saved since. */
	function restore(): void {
		const left = here.keptBy(account, Date.now()).find((one_) => one_.draftId === id)?.kept;
		if (!left) return;
		const words = Object.fromEntries(left.fields);
		if (words.revision !== field('revision').value || form.dataset.grace !== undefined) {
			one(form, '[data-choice]').replaceChildren(copy(form, '[data-left]'));
			one<HTMLTextAreaElement>(form, '[data-choice] textarea').value = words.body ?? '';
			here.forget(id);
			return;
		}
		form.dataset.fresh = '';
		for (const name of WORDS) {
			const control = form.elements.namedItem(name);
			if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement) control.value = words[name] ?? '';
		}
	}

	/** What is wrong beside its field; empty where it is something else. */
	function wrongIn({ fields = {} }: Answer): string {
		const sentences = Object.values(fields);
		return sentences.length === 0 ? '' : (form.dataset.wrong ?? '').replace('@', sentences.join(' '));
	}

	return autosave<Answer>(form, {
		said,
		saved: form.dataset.fresh === undefined ? said() : '',
		open: () => form.dataset.state === 'draft',
		async send(over) {
			const answer = await ask('save-submission', { ...contentOf(form), over });
			if (!answer?.ok) return answer && { ...answer, said: wrongIn(answer) };
			const at = new Date(answer.savedAt ?? Date.now());
			const sentence = one(form, '[data-status]').dataset.saved ?? '';
			return { ...answer, said: sentence.replace('@', `${at.getHours()}\u00a0h\u00a0${String(at.getMinutes()).padStart(2, '0')}`) };
		},
		taken(answer) {
			field('revision').value = String(answer.revision ?? 0);
		},
		// A field is put right as one types on: it is said, and tried again.
		problem: (answer) => (answer.status === 401 ? '[data-ended]' : answer.code === 'written-elsewhere' ? '[data-two-tabs]' : wrongIn(answer) ? null : '[data-not-saved]'),
		hold() {
			const content = contentOf(form);
			here.keep(id, { account, at: Date.now(), fields: [...WORDS, 'revision'].map((name) => [name, String(content[name] ?? '')]) });
		},
		release: () => {
			here.forget(id);
		}
	});
}

/** It is handed in: what was kept here is what was handed in. */
export function forgetWords(submissionId: string): void {
	here.forget(submissionId);
}
