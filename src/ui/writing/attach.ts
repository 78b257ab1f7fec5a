/** Files are sent while one writes; the client of the protocol comes with the first of them. */
import { sizeIn } from '../size.ts';
import { copy, one } from './dom.ts';

export function attachFiles(form: HTMLFormElement, changed: () => void): { /** As if it had been chosen. */ add: (file: File) => void } {
	const place = one(form, '[data-attach]');
	const list = one(place, '[data-files]');
	const pick = one<HTMLInputElement>(place, 'input[type=file]');
	const said = one(place, '[data-said]');
	one(place, '[data-without-script]').hidden = true;
	one(place, '[data-with-script]').hidden = false;
	one(place, '[data-open]').addEventListener('click', () => {
		pick.click();
	});

	pick.addEventListener('change', () => {
		const files = [...(pick.files ?? [])];
		pick.value = '';
		said.textContent = '';
		for (const file of files) begin(file);
	});

	function begin(file: File): void {
		if (list.children.length >= Number(place.dataset.mostFiles)) {
			said.textContent = place.dataset.tooMany ?? '';
			return;
		}
		const line = copy(place, '[data-sending]');
		name(line, file.name);
		list.append(line);
		list.hidden = false;
		if (file.size > Number(place.dataset.mostBytes)) {
			line.removeAttribute('data-underway');
			one(line, 'progress').hidden = true;
			one(line, '[data-state]').textContent = place.dataset.tooLarge ?? '';
			return;
		}
		void import('./upload.ts')
			.then(({ upload }) => {
				upload({
					file,
					line,
					words: place.dataset,
					arrived: (id) => {
						arrived(line, file, id);
					}
				});
			})
			.catch(() => {
				line.remove();
				said.textContent = place.dataset.failed ?? '';
			});
	}

	function arrived(line: HTMLElement, { name: fileName, size }: File, id: string): void {
		const there = copy(place, '[data-file]');
		one<HTMLInputElement>(there, 'input').value = id;
		one<HTMLButtonElement>(there, 'button').value = id;
		name(there, fileName);
		one(there, '[data-size]').textContent = sizeIn(document.documentElement.lang, size);
		line.replaceWith(there);
		one(place, '[data-heard]').textContent = `${fileName} ${place.dataset.arrived ?? ''}`;
		changed();
	}

	function name(line: HTMLElement, text: string): void {
		one(line, '[data-name]').textContent = text;
		one(line, '[data-remove]').setAttribute('aria-label', (place.dataset.remove ?? '').replace('@', text));
	}

	list.addEventListener('click', (event) => {
		const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>('[data-remove]') : null;
		const line = button?.closest('li');
		if (!button || !line) return;
		event.preventDefault();
		line.dispatchEvent(new Event('remove'));
		line.remove();
		list.hidden = list.children.length === 0;
		// Not said to be there any more.
		one(place, '[data-heard]').textContent = '';
		one(place, '[data-open]').focus();
		if (button.value === '') return;
		// Nobody waits for it: what stays behind is in the list of one's files.
		void fetch(`/fichiers/envoi/${button.value}`, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } }).catch(() => undefined);
		changed();
	});

	form.addEventListener('submit', (event) => {
		if (!list.querySelector('[data-underway]')) return;
		event.preventDefault();
		said.textContent = place.dataset.wait ?? '';
	});
	return { add: begin };
}
