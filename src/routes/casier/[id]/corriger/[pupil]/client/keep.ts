/** A correction is saved while it is written; see `#ui/writing/autosave.ts`. What is with the pupil is changed only by its button. */
import { asForm, autosave, fieldsOf, post, type Answer, type Keeper } from '#ui/writing/autosave.ts';
import { one } from '#ui/writing/dom.ts';

interface SaveAnswer extends Answer {
	revision?: number;
}

/** Fields that are no part of the correction: places of marks, the choice of a phrase, who comes next. */
const ASIDE = /^(x|y|w|h|page|kind|text|points)-|^(phrase|suivant|mark)$/;

export function keepReview(form: HTMLFormElement): Keeper<SaveAnswer> {
	const revision = one<HTMLInputElement>(form, 'input[name=revision]');
	const fields = () => fieldsOf(form, (name) => !ASIDE.test(name));
	const said = () => JSON.stringify(fields().filter(([name]) => name !== 'revision'));
	// The whole form goes: the page that comes back has both versions, or says that the session has ended.
	one(form, '[data-choice]').addEventListener('click', (event) => {
		if (!(event.target instanceof Element) || !event.target.closest('[data-reload]')) return;
		event.preventDefault();
		one(form, '[formaction*="enregistrer"]').click();
	});
	return autosave<SaveAnswer>(form, {
		said,
		saved: said(),
		open: () => form.dataset.kept === 'auto',
		send: () => post<SaveAnswer>(form.dataset.save ?? '', asForm(fields())),
		taken(answer) {
			revision.value = String(answer.revision ?? revision.value);
		},
		// What is wrong in a field is said when it is sent; a colleague's version or an ended session now.
		problem: (answer) => (answer.code === 'invalid-input' ? null : '[data-problem]')
	});
}
