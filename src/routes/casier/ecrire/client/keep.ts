/**
 * Work is saved while it is written; see `#ui/writing/autosave.ts`. What is published already changes by its button
 * alone, and is only held on this device. What a closed tab or an ended session left here is offered again.
 */
import { asForm, autosave, ENDED, fieldsOf, post, type Answer, type Keeper } from '#ui/writing/autosave.ts';
import { copy, one } from '#ui/writing/dom.ts';
import { keptHere } from '#ui/writing/kept-here.ts';

interface SaveAnswer extends Answer {
	id?: string;
	version?: number;
}

/** A line that went dead without a word is given up; its button waits for it. Milliseconds. */
const PATIENCE = 15_000;
const here = keptHere('travail:');
/** How the server knows it; what only the page needs. */
const OWN = ['key', 'version', 'kind'];
const ASIDE = ['malgre', 'pupilsOf'];

export function keepWork(form: HTMLFormElement): Keeper<SaveAnswer> {
	const field = (name: string) => one<HTMLInputElement>(form, `input[name=${name}]`);
	const key = field('key').value;
	const fields = () => fieldsOf(form, (name) => !ASIDE.includes(name));
	const said = () => JSON.stringify(fields().filter(([name]) => !OWN.includes(name)));
	/** Of the other window, once it is known. */
	let theirs: string | undefined;
	const draft = autosave<SaveAnswer>(form, {
		said,
		// What came back from a form sent is not on the draft yet.
		saved: form.dataset.unsaved === undefined ? said() : '',
		open: () => form.dataset.published === undefined,
		send: (over) =>
			post<SaveAnswer>(form.dataset.save ?? '', {
				...asForm([...fields(), ...(over === 'replace' && theirs ? [['over', theirs] as const] : [])]),
				signal: AbortSignal.timeout(PATIENCE)
			}),
		taken(answer) {
			field('version').value = String(answer.version ?? '');
			history.replaceState(null, '', `/casier/${answer.id ?? key}/modifier`);
		},
		problem(answer) {
			if (answer.code === 'invalid-input') return null;
			theirs = answer.version === undefined ? undefined : String(answer.version);
			return answer.code === ENDED ? '[data-ended]' : answer.code === 'work-changed-meanwhile' ? '[data-two-tabs]' : '[data-not-saved]';
		},
		hold() {
			here.keep(key, { account: form.dataset.account ?? '', at: Date.now(), fields: fieldsOf(form, (name) => name !== 'malgre') });
		},
		release: () => {
			here.forget(key);
		}
	});
	let ready = false;
	form.addEventListener('submit', (event) => {
		if (event.defaultPrevented) return;
		// Saved by its button, or refused and shown with all that was typed: what is held here is not needed any more.
		if (ready || form.dataset.published !== undefined) {
			here.forget(key);
			return;
		}
		// A saving on its way would make the form the version before.
		event.preventDefault();
		void draft.idle().then(() => {
			// Not before this event is over: a form that is being sent does not send itself again.
			setTimeout(() => {
				ready = true;
				form.requestSubmit(event.submitter);
				ready = false;
			});
		});
	});
	return draft;
}

/** The latest that is left here, of this work or of a new one: one press brings it back into the form, another throws it away. */
export function offerKept(form: HTMLFormElement): void {
	const key = one<HTMLInputElement>(form, 'input[name=key]').value;
	const fresh = form.dataset.fresh !== undefined;
	const left = here.keptBy(form.dataset.account ?? '', Date.now()).find(({ draftId, kept }) => (fresh ? isNew(kept.fields) : draftId === key));
	// What came back from the server with all that was typed needs no offer.
	if (!left || form.dataset.unsaved !== undefined) return;
	const note = copy(form, '[data-left]');
	one(note, '[data-words]').textContent = left.kept.fields.find(([name, value]) => ['title', 'body'].includes(name) && value !== '')?.[1] ?? '';
	one(note, '[data-take]').addEventListener('click', () => {
		const again = document.createElement('form');
		[again.method, again.action, again.hidden] = ['post', '?/modifier', true];
		for (const [name, value] of left.kept.fields) {
			const field = document.createElement('input');
			[field.name, field.value] = [name, value];
			again.append(field);
		}
		document.body.append(again);
		again.submit();
	});
	one(note, '[data-drop]').addEventListener('click', () => {
		here.forget(left.draftId);
		note.remove();
	});
	form.before(note);
}

/** Never saved on the server: it is nowhere but here. */
function isNew(fields: readonly [string, string][]): boolean {
	return fields.some(([name, value]) => name === 'version' && value === '');
}
