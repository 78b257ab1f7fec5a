/**
 * Comfort of handing in, one small file: the form works the same without it. « Rendre » may be pressed while bytes
 * are on their way; the page then says so, goes on sending, and shows the receipt by itself when it is there.
 */
import { one } from '#ui/writing/dom.ts';
import { recordAudio } from '#ui/writing/record.ts';
import { offerFormatting } from '#ui/writing/formatting.ts';
import { ask, contentOf } from './ask.ts';
import { forgetWords, keepDraft } from './keep.ts';
import { orderPhotos } from './photos.ts';
import { sendFiles } from './sending.ts';

/** How often it is asked whether the receipt is there, in milliseconds. */
const LOOK = 1_500;
const RETRY = [2_000, 5_000, 10_000, 20_000];

const form = document.querySelector<HTMLFormElement>('form[data-hand-in]');
if (form) begin(form);

function begin(form: HTMLFormElement): void {
	const id = one<HTMLInputElement>(form, 'input[name=submissionId]').value;
	const draft = keepDraft(form);
	const files = sendFiles(form, { changed: draft.changed, arrived: () => void arrived() });
	orderPhotos(form, draft.changed);
	recordAudio(form, (file) => {
		files.add('files', file);
	});
	if (form.querySelector('[data-format]')) offerFormatting(form, draft.changed);
	for (const part of form.querySelectorAll<HTMLElement>('[data-with-script-only]')) part.hidden = false;
	let pressed = false;
	let failures = 0;

	form.addEventListener('submit', (event) => {
		const button = event.submitter;
		// Every other button works as without script.
		if (!(button instanceof HTMLButtonElement) || button.dataset.press === undefined) return;
		event.preventDefault();
		if (pressed) return;
		pressed = true;
		button.setAttribute('aria-disabled', 'true');
		draft.say(form.dataset.pressing ?? '');
		void press(button);
	});
	addEventListener('online', () => {
		if (form.dataset.state === 'sending') void look();
	});

	async function press(button: HTMLButtonElement): Promise<void> {
		await files.created();
		await draft.settled();
		const answer = await ask('hand-in', contentOf(form));
		if (answer === null) {
			// Not handed in yet, and said so; it goes as soon as there is a line.
			draft.say(form.dataset.noLine ?? '');
			await pause(RETRY[Math.min(failures++, RETRY.length - 1)] ?? LOOK);
			return press(button);
		}
		failures = 0;
		if (answer.ok) return answer.state === 'handed-in' ? receipt() : onItsWay(answer.begunAt);
		pressed = false;
		button.removeAttribute('aria-disabled');
		draft.say('');
		if (answer.status === 401 || answer.code === 'written-elsewhere') draft.refused(answer);
		// The page says what was not right beside its field.
		else HTMLFormElement.prototype.submit.call(form);
	}

	function receipt(): void {
		forgetWords(id);
		location.assign(`/casier/accuse/${id}`);
	}

	function onItsWay(begunAt: string | undefined): void {
		forgetWords(id);
		form.dataset.state = 'sending';
		const at = new Date(begunAt ?? Date.now());
		const since = one(form, '[data-since]');
		since.textContent = (since.dataset.since ?? '').replace('@', `${at.getHours()}\u00a0h\u00a0${String(at.getMinutes()).padStart(2, '0')}`);
		history.replaceState(null, '', `${location.pathname}?depot=${id}`);
		one(form, '[data-sending]').focus();
		draft.say('');
		void look();
	}

	/** Its last byte is there: it can be handed in now. */
	async function arrived(): Promise<void> {
		draft.changed();
		if (form.dataset.state === 'sending' && !form.querySelector('li[data-state=uploading]')) {
			const answer = await ask('hand-in', contentOf(form));
			if (answer?.ok && answer.state === 'handed-in') receipt();
		}
	}

	let looking = false;
	async function look(): Promise<void> {
		if (looking) return;
		looking = true;
		while (form.dataset.state === 'sending') {
			await pause(LOOK);
			const answer = await ask('prepared', { submissionId: id });
			if (!answer?.ok) continue;
			if (answer.state === 'draft') location.assign(location.pathname);
			else if (answer.state !== 'sending') receipt();
			else continue;
			break;
		}
		looking = false;
	}
	if (form.dataset.state === 'sending') {
		void look();
		void arrived();
	}
}

function pause(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
