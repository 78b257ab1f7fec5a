/** A letter is saved while it is written; see `#ui/writing/autosave.ts`. */
import { asForm, autosave, ENDED, fieldsOf, post, type Answer, type Keeper } from '#ui/writing/autosave.ts';
import { one } from '#ui/writing/dom.ts';
import { forget, keep } from './local.ts';

export interface SaveAnswer extends Answer {
	id?: string;
	key?: string;
	revision?: number;
}

/** How the server knows the draft; what the draft says. */
const OWN = ['key', 'draftId', 'revision', 'tab'];
const SAID = ['to', 'cc', 'bcc', 'subject', 'body', 'document', 'repliesOff', 'urgent', 'answersId', 'answersAll', 'forwardsId', 'files'];

const fields = (form: HTMLFormElement) => fieldsOf(form, (name) => OWN.includes(name) || SAID.includes(name));

/** What these fields say, to be compared. */
function said(all: readonly [string, string][]): string {
	return JSON.stringify(all.filter(([name]) => SAID.includes(name)));
}

/** The form says what these fields say. */
export function saysTheSame(form: HTMLFormElement, all: readonly [string, string][]): boolean {
	return said(fields(form)) === said(all);
}

/** The form is that of the draft the server answered with. */
export function adopt(form: HTMLFormElement, answer: SaveAnswer): void {
	one<HTMLInputElement>(form, 'input[name=draftId]').value = answer.id ?? '';
	one<HTMLInputElement>(form, 'input[name=key]').value = answer.key ?? '';
	one<HTMLInputElement>(form, 'input[name=revision]').value = String(answer.revision ?? 0);
}

export const save = (address: string, all: readonly [string, string][]) => post<SaveAnswer>(address, asForm(all));

export function keepDraft(form: HTMLFormElement): Keeper<SaveAnswer> {
	const draftId = () => one<HTMLInputElement>(form, 'input[name=draftId]').value;
	return autosave<SaveAnswer>(form, {
		said: () => said(fields(form)),
		// What just came back from a form sent, and files of the form without script, are not on the draft yet.
		saved: form.dataset.unsaved !== undefined || new URLSearchParams(location.search).has('fichier') ? '' : said(fields(form)),
		send: (over) => save(form.dataset.save ?? '', [...fields(form), ['over', over]]),
		hold: () => {
			keep(draftId(), { account: form.dataset.account ?? '', at: Date.now(), fields: fields(form) });
		},
		release: () => {
			forget(draftId());
		},
		taken(answer) {
			// It may be another draft from now on: what was held was this one's.
			forget(draftId());
			adopt(form, answer);
			history.replaceState(null, '', `${location.pathname}?brouillon=${answer.id ?? ''}`);
		},
		problem: (answer) => (answer.code === ENDED ? '[data-ended]' : answer.code === 'draft-changed' ? '[data-two-tabs]' : '[data-not-saved]')
	});
}
