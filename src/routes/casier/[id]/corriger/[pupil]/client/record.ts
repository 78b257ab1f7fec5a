/** A spoken comment: recorded here, then a file like one that was chosen. */
import { one } from '#ui/writing/dom.ts';

const TYPES = [
	['audio/webm', 'weba'],
	['audio/mp4', 'm4a'],
	['audio/ogg', 'ogg']
] as const;

export function recordAudio(form: HTMLFormElement): void {
	const place = form.querySelector<HTMLElement>('[data-record]');
	if (!place || typeof MediaRecorder === 'undefined') return;
	const type = TYPES.find(([mime]) => MediaRecorder.isTypeSupported(mime));
	if (!type) return;
	const [mime, ending] = type;
	const [start, stop, said] = [one(place, '[data-start]'), one(place, '[data-stop]'), one(place, '[data-recording]')];
	place.hidden = false;
	let recorder: MediaRecorder | null = null;

	function shown(going: boolean): void {
		start.hidden = going;
		stop.hidden = !going;
		said.textContent = going ? (place?.dataset.going ?? '') : '';
		(going ? stop : start).focus();
	}

	async function begin(): Promise<void> {
		let stream: MediaStream;
		try {
			stream = await navigator.mediaDevices.getUserMedia({ audio: true });
		} catch {
			said.textContent = place?.dataset.denied ?? '';
			return;
		}
		const parts: Blob[] = [];
		recorder = new MediaRecorder(stream, { mimeType: mime });
		recorder.addEventListener('dataavailable', (event) => parts.push(event.data));
		recorder.addEventListener('stop', () => {
			for (const track of stream.getTracks()) track.stop();
			shown(false);
			choose(new File(parts, `${place?.dataset.name ?? 'audio'}.${ending}`, { type: mime }));
		});
		recorder.start(1_000);
		shown(true);
	}

	/** As if it had been picked: the same sending, the same list. */
	function choose(file: File): void {
		const pick = one<HTMLInputElement>(form, '[data-attach] input[type=file]');
		const transfer = new DataTransfer();
		transfer.items.add(file);
		pick.files = transfer.files;
		pick.dispatchEvent(new Event('change'));
	}

	start.addEventListener('click', () => void begin());
	stop.addEventListener('click', () => {
		recorder?.stop();
	});
}
