/** What an ended session or a lost network left on this device is offered again, and saved once. */
import { copy, one } from '#ui/writing/dom.ts';
import { adopt, save, saysTheSame } from './keep.ts';
import { forget, keptBy } from './local.ts';

export async function offerKept(form: HTMLFormElement): Promise<void> {
	const account = form.dataset.account ?? '';
	const address = form.dataset.save ?? '';
	const [latest] = account ? keptBy(account, Date.now()) : [];
	if (!latest) return;
	const current = one<HTMLInputElement>(form, 'input[name=draftId]').value;
	const { draftId, kept } = latest;
	const answer = await save(address, [...kept.fields, ['over', 'refuse']]);
	if (answer === null || answer.code === 'not-signed-in') return;
	// It has left meanwhile: what was kept is what was sent.
	if (answer.code === 'sent-from-elsewhere' || answer.code === 'message-undone') {
		forget(draftId);
		return;
	}
	const safe = answer.ok ? answer : await save(address, [...kept.fields, ['over', 'copy']]);
	if (!safe?.ok || !safe.id) return;
	forget(draftId);
	if (saysTheSame(form, kept.fields)) {
		adopt(form, safe);
		return;
	}
	if (safe.id === current) {
		location.replace(`${location.pathname}?brouillon=${current}`);
		return;
	}
	const note = copy(form, '[data-kept]');
	one<HTMLAnchorElement>(note, 'a').href = `${location.pathname}?brouillon=${safe.id}`;
	one(form, '[data-choice]').replaceChildren(note);
}
