/**
 * Marks by finger, pen or mouse. What is drawn is sent as the form would send it, and the page that comes back is
 * where the marks and their list are taken from: they are rendered in one place, and a colleague's come with them.
 */
import { one } from '#ui/writing/dom.ts';

const SVG = 'http://www.w3.org/2000/svg';
/** Closer points are one; thousandths. */
const STEP = 4;
const MOST_POINTS = 400;
const LOOK_AGAIN_MS = 2_500;

export function drawOnPages(form: HTMLFormElement, saved: () => Promise<void>): void {
	const work = one(document, '[data-work]');
	let sending = Promise.resolve();

	/** Send the form with these fields; put what came back in place of what is there. */
	function send(button: HTMLButtonElement | null, fields: Record<string, string>): void {
		sending = sending.then(async () => {
			await saved();
			const body = new FormData(form, button);
			for (const [name, value] of Object.entries(fields)) body.set(name, value);
			const address = one<HTMLButtonElement>(work, 'button[name=mark]').getAttribute('formaction') ?? '';
			try {
				const answer = await fetch(address, { method: 'POST', body: new URLSearchParams(body as unknown as Record<string, string>), headers: { accept: 'text/html' } });
				if (answer.ok || answer.status === 409) take(await answer.text());
				else button?.form?.requestSubmit(button);
			} catch {
				one(form, '[data-status]').textContent = one(form, '[data-status]').dataset.later ?? '';
			}
		});
	}

	/** Only marks, lists and how far the pages are: pictures stay as they are, and what is typed too. */
	function take(html: string): void {
		const fresh = new DOMParser().parseFromString(html, 'text/html');
		for (const section of work.querySelectorAll<HTMLElement>('[data-file]')) {
			const other = fresh.querySelector(`[data-file="${section.dataset.file ?? ''}"]`);
			if (!other) continue;
			if (section.querySelector('[data-preparing]')) {
				section.replaceWith(other);
				begin(other);
				continue;
			}
			for (const figure of section.querySelectorAll<HTMLElement>('[data-page]')) {
				const page = other.querySelector(`[data-page="${figure.dataset.page ?? ''}"]`);
				for (const part of ['[data-marks]', '[data-list]']) {
					const [old, now] = [figure.querySelector(part), page?.querySelector(part)];
					if (!old || !now) continue;
					const open = old.querySelector('details')?.open ?? false;
					old.replaceWith(now);
					const details = now.querySelector('details');
					if (details) details.open = open;
				}
			}
		}
		// One's own last version; a colleague's is not taken for read.
		const revision = fresh.querySelector<HTMLInputElement>('form[data-review][data-mine] input[name=revision]');
		if (revision) one<HTMLInputElement>(form, 'input[name=revision]').value = revision.value;
	}

	work.addEventListener('click', (event) => {
		const target = event.target instanceof Element ? event.target : null;
		const button = target?.closest<HTMLButtonElement>('button[name=mark]');
		if (button) {
			event.preventDefault();
			send(button, {});
		}
		const tool = target?.closest<HTMLButtonElement>('[data-tool]');
		if (!tool) return;
		const on = tool.getAttribute('aria-pressed') !== 'true';
		const file = tool.closest('[data-file]');
		for (const one_ of work.querySelectorAll('[data-tool]')) one_.setAttribute('aria-pressed', String(one_ === tool && on));
		// Pages of another file are scrolled by the finger again.
		for (const figure of work.querySelectorAll('[data-page]')) figure.toggleAttribute('data-drawing', on && file?.contains(figure) === true);
		if (on && tool.dataset.tool === 'text' && file) one(file, '[data-words]').focus();
	});

	function begin(section: Element): void {
		const tools = section.querySelector<HTMLElement>('[data-tools]');
		if (tools) tools.hidden = false;
	}
	for (const section of work.querySelectorAll('[data-file]')) begin(section);

	function toolOf(figure: Element): { kind: string; section: HTMLElement } | null {
		const section = figure.closest<HTMLElement>('[data-file]');
		const kind = section?.querySelector('[data-tool][aria-pressed=true]')?.getAttribute('data-tool');
		return section && kind ? { kind, section } : null;
	}

	work.addEventListener('pointerdown', (event) => {
		const figure = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-page]') : null;
		const svg = figure?.querySelector('svg');
		const tool = figure && toolOf(figure);
		if (!figure || !svg || !tool || !(event.target instanceof Element) || !event.target.closest('[data-sheet]') || event.button !== 0) return;
		event.preventDefault();
		const box = svg.getBoundingClientRect();
		const at = (moved: PointerEvent): [number, number] => {
			const limit = (value: number) => Math.round(Math.min(1_000, Math.max(0, value * 1_000)));
			return [limit((moved.clientX - box.left) / box.width), limit((moved.clientY - box.top) / box.height)];
		};
		const height = svg.viewBox.baseVal.height;
		const from = at(event);
		const points: number[] = [...from];
		const line = document.createElementNS(SVG, 'polyline');
		line.setAttribute('class', tool.kind === 'highlight' ? 'pen under-way wide' : 'pen under-way');
		if (tool.kind === 'pen' || tool.kind === 'highlight') svg.append(line);
		let last = from;
		const move = (moved: PointerEvent) => {
			last = at(moved);
			const [x = 0, y = 0] = points.slice(-2);
			if (points.length >= MOST_POINTS * 2 || Math.hypot(last[0] - x, last[1] - y) < STEP) return;
			points.push(...last);
			const drawn = tool.kind === 'pen' ? points : [...from, ...last];
			line.setAttribute('points', drawn.map((value, place) => (place % 2 === 0 ? value : (value * height) / 1_000)).join(' '));
		};
		const end = () => {
			removeEventListener('pointermove', move);
			removeEventListener('pointerup', end);
			removeEventListener('pointercancel', end);
			add(tool, figure, from, last, points);
		};
		addEventListener('pointermove', move);
		addEventListener('pointerup', end);
		addEventListener('pointercancel', end);
	});

	function add({ kind, section }: { kind: string; section: HTMLElement }, figure: HTMLElement, from: [number, number], to: [number, number], points: number[]): void {
		const file = section.dataset.file ?? '';
		const tenth = (value: number) => String(value / 10);
		const [left, top] = [Math.min(from[0], to[0]), Math.min(from[1], to[1])];
		const words = one<HTMLInputElement>(section, '[data-words]');
		if (kind === 'text' && words.value.trim() === '') {
			words.focus();
			return;
		}
		if (kind === 'pen' && points.length < 4) points.push((points[0] ?? 0) + 1, points[1] ?? 0);
		send(null, {
			mark: `add:${file}`,
			[`page-${file}`]: figure.dataset.page ?? '1',
			[`kind-${file}`]: kind === 'stamp' ? one<HTMLSelectElement>(section, '[data-stamp]').value : kind,
			[`x-${file}`]: tenth(kind === 'highlight' ? left : from[0]),
			[`y-${file}`]: tenth(kind === 'highlight' ? top : from[1]),
			[`w-${file}`]: tenth(Math.max(20, Math.abs(to[0] - from[0]))),
			[`h-${file}`]: tenth(Math.max(15, Math.abs(to[1] - from[1]))),
			[`text-${file}`]: words.value,
			[`points-${file}`]: kind === 'pen' ? points.join(' ') : ''
		});
	}

	/** Pages that are being made come by themselves. */
	const timer = setInterval(() => {
		if (!work.querySelector('[data-preparing]')) {
			clearInterval(timer);
			return;
		}
		void fetch(location.href, { headers: { accept: 'text/html' } })
			.then((answer) => answer.text())
			.then(take)
			.catch(() => undefined);
	}, LOOK_AGAIN_MS);
}
