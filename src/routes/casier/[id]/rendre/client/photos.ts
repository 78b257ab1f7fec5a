/** Photos of pages: a small picture of each, and their order, by buttons. */
import { one } from '#ui/writing/dom.ts';

const WIDTH = 160;

/** A picture of the picture: pages may show nothing that is only in this browser but as data. */
export async function thumbnail(file: File, into: HTMLImageElement): Promise<void> {
	try {
		const picture = await createImageBitmap(file, { resizeWidth: WIDTH });
		const canvas = document.createElement('canvas');
		[canvas.width, canvas.height] = [picture.width, picture.height];
		canvas.getContext('2d')?.drawImage(picture, 0, 0);
		into.src = canvas.toDataURL('image/jpeg', 0.7);
		into.hidden = false;
		picture.close();
	} catch {
		// Not a picture this browser reads: its name stands there.
	}
}

export function orderPhotos(form: HTMLFormElement, changed: () => void): void {
	const place = form.querySelector<HTMLElement>('[data-lines=photos]');
	if (!place) return;
	place.addEventListener('click', (event) => {
		const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>('[data-move]') : null;
		const line = button?.closest('li');
		if (!button || !line) return;
		event.preventDefault();
		const up = button.dataset.move === 'up';
		const other = up ? line.previousElementSibling : line.nextElementSibling;
		if (!other) return;
		if (up) other.before(line);
		else other.after(line);
		button.focus();
		const pages = [...one(place, '[data-list]').children];
		one(place, '[data-heard]').textContent = (place.dataset.moved ?? '').replace('@', String(pages.indexOf(line) + 1));
		changed();
	});
}
