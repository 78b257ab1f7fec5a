/** Files and photos: each a line with its progress, known to the server before its first byte, kept here until its last. */
import { copy, one } from '#ui/writing/dom.ts';
import { bytesOf, forgetBytes, keepBytes } from './bytes.ts';
import { thumbnail } from './photos.ts';

interface Told {
	/** A file was added, taken away or moved. */
	changed: () => void;
	/** The last byte of one is there. */
	arrived: () => void;
}

export interface Sendings {
	add(name: 'files' | 'photos', file: File): void;
	/** Once the server knows of every file that was chosen. */
	created(): Promise<void>;
}

export function sendFiles(form: HTMLFormElement, told: Told): Sendings {
	const { account = '' } = form.dataset;
	const places = [...form.querySelectorAll<HTMLElement>('[data-lines]')];
	const placeOf = (name: string) => places.find((place) => place.dataset.lines === name) ?? places[0];
	let waiting: (() => void)[] = [];
	const idOf = (line: HTMLElement) => one<HTMLInputElement>(line, 'input[type=hidden]').value;

	for (const place of places) {
		for (const part of place.querySelectorAll<HTMLElement>('[data-without-script]')) part.hidden = true;
		for (const part of place.querySelectorAll<HTMLElement>('[data-with-script]')) part.hidden = false;
		for (const button of place.querySelectorAll<HTMLElement>('[data-open]'))
			button.addEventListener('click', () => one(place, `input[data-pick=${button.dataset.open ?? ''}]`).click());
		for (const pick of place.querySelectorAll<HTMLInputElement>('input[data-pick]'))
			pick.addEventListener('change', () => {
				const chosen = [...(pick.files ?? [])];
				pick.value = '';
				for (const file of chosen) if (!again(place, file)) begin(place, file);
			});
		place.addEventListener('click', (event) => {
			const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>('[data-remove]') : null;
			const line = button?.closest('li');
			if (!button || !line) return;
			event.preventDefault();
			remove(place, line);
		});
		for (const line of place.querySelectorAll<HTMLElement>('li[data-state=uploading]')) void goOn(place, line);
	}

	/** A tab that was closed: its bytes are still here, or the file must be chosen again. */
	async function goOn(place: HTMLElement, line: HTMLElement): Promise<void> {
		const file = await bytesOf(idOf(line), account);
		if (file) start(place, line, file, idOf(line));
		else one(line, '[data-state]').textContent = place.dataset.missing ?? '';
	}

	/** Chosen again: goes on where it was. */
	function again(place: HTMLElement, file: File): boolean {
		const line = [...place.querySelectorAll<HTMLElement>('li[data-state=uploading]:not([data-underway])')].find(
			(one_) => one_.dataset.name === file.name && Number(one_.dataset.size) === file.size
		);
		if (!line) return false;
		start(place, line, file, idOf(line));
		return true;
	}

	function begin(place: HTMLElement, file: File): void {
		const list = one(place, '[data-list]');
		const said = one(place, '[data-said]');
		said.textContent = '';
		if (list.children.length >= Number(place.dataset.mostFiles)) {
			said.textContent = place.dataset.tooMany ?? '';
			return;
		}
		const line = copy(place, '[data-line]');
		line.dataset.name = file.name;
		one(line, '[data-name]').textContent = file.name;
		for (const button of line.querySelectorAll('button[aria-label]')) button.setAttribute('aria-label', (button.getAttribute('aria-label') ?? '').replace('@', file.name));
		list.append(line);
		list.hidden = false;
		const wrong = file.size === 0 ? place.dataset.empty?.replace('@', file.name) : file.size > Number(place.dataset.mostBytes) ? place.dataset.tooLarge : undefined;
		if (wrong !== undefined) {
			line.dataset.state = 'refused';
			one(line, 'progress').hidden = true;
			one(line, '[data-state]').textContent = wrong;
			return;
		}
		const picture = line.querySelector('img');
		if (picture) void thumbnail(file, picture);
		start(place, line, file);
	}

	function start(place: HTMLElement, line: HTMLElement, file: File, id?: string): void {
		line.dataset.state = 'uploading';
		line.setAttribute('data-underway', '');
		void import('#ui/writing/upload.ts')
			.then(({ upload }) => {
				upload({
					file,
					line,
					words: place.dataset,
					id,
					created: (fresh) => {
						if (idOf(line) === fresh) return;
						// The one before is gone for good: it was forgotten, or is not his.
						if (idOf(line) !== '') void forgetBytes(idOf(line));
						one<HTMLInputElement>(line, 'input[type=hidden]').value = fresh;
						for (const button of line.querySelectorAll<HTMLButtonElement>('button[name]')) button.value = fresh;
						void keepBytes(fresh, account, file);
						told.changed();
						look();
					},
					arrived: (known) => {
						line.dataset.state = 'finished';
						line.removeAttribute('data-underway');
						one(line, 'progress').hidden = true;
						one(line, '[data-state]').textContent = place.dataset.arrived ?? '';
						one(place, '[data-heard]').textContent = `${file.name} ${place.dataset.arrived ?? ''}`;
						void forgetBytes(known);
						told.arrived();
						look();
					}
				});
			})
			.catch(() => {
				line.remove();
				one(place, '[data-said]').textContent = place.dataset.failed ?? '';
				look();
			});
	}

	function remove(place: HTMLElement, line: HTMLElement): void {
		const id = idOf(line);
		line.dispatchEvent(new Event('remove'));
		line.remove();
		one(place, '[data-list]').hidden = one(place, '[data-list]').children.length === 0;
		one(place, '[data-heard]').textContent = '';
		place.querySelector<HTMLElement>('[data-open]')?.focus();
		if (id !== '') {
			void forgetBytes(id);
			// Nobody waits for it: what stays behind is in the list of one's files.
			void fetch(`/fichiers/envoi/${id}`, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } }).catch(() => undefined);
		}
		told.changed();
		look();
	}

	const unknown = () => places.some((place) => [...place.querySelectorAll<HTMLElement>('li[data-underway]')].some((line) => idOf(line) === ''));
	function look(): void {
		if (unknown()) return;
		const ready = waiting;
		waiting = [];
		for (const one_ of ready) one_();
	}
	return {
		add(name, file) {
			const place = placeOf(name);
			if (place) begin(place, file);
		},
		created: () =>
			new Promise((resolve) => {
				waiting.push(resolve);
				look();
			})
	};
}
