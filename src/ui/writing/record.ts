/** Audio recorded in the browser, sent like any file. Where it cannot, the plain file field is the way. */
import { one } from './dom.ts';

/** What browsers record, and how a file of it is called so that a machine opens it as sound. */
const TYPES = [
	['audio/webm', 'weba'],
	['audio/mp4', 'm4a'],
	['audio/ogg', 'ogg']
] as const;

export function recordAudio(form: HTMLFormElement, add: (file: File) => void): void {
	const place = form.querySelector<HTMLElement>('[data-record]');
	// An old browser types it as always there.
	if (!place || !('MediaRecorder' in window) || !('mediaDevices' in navigator)) return;
	const type = TYPES.find(([mime]) => MediaRecorder.isTypeSupported(mime));
	if (!type) return;
	const [mimeType, ending] = type;
	place.hidden = false;
	const [start, stop] = [one<HTMLButtonElement>(place, '[data-start]'), one<HTMLButtonElement>(place, '[data-stop]')];
	const clock = one(place, '[data-clock]');
	const said = one(place, '[data-said]');
	let count = 0;

	start.addEventListener('click', () => void record());

	async function record(): Promise<void> {
		said.textContent = '';
		let stream: MediaStream;
		try {
			stream = await navigator.mediaDevices.getUserMedia({ audio: true });
		} catch {
			said.textContent = place?.dataset.denied ?? '';
			return;
		}
		const recorder = new MediaRecorder(stream, { mimeType });
		const parts: Blob[] = [];
		const began = Date.now();
		const ticking = setInterval(() => {
			const seconds = Math.floor((Date.now() - began) / 1000);
			clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
		}, 500);
		recorder.addEventListener('dataavailable', (event) => parts.push(event.data));
		recorder.addEventListener('stop', () => {
			clearInterval(ticking);
			clock.textContent = '';
			for (const track of stream.getTracks()) track.stop();
			[start.hidden, stop.hidden] = [false, true];
			start.focus();
			count += 1;
			add(new File(parts, `${place?.dataset.name ?? 'audio'}-${count}.${ending}`, { type: mimeType }));
		});
		stop.onclick = () => {
			recorder.stop();
		};
		recorder.start(1_000);
		[start.hidden, stop.hidden] = [true, false];
		stop.focus();
	}
}
