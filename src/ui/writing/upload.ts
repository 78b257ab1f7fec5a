/** One file on its way: it goes on where it was after a lost network, also in another page of this browser. */
import { DetailedError, Upload } from 'tus-js-client';
import { one } from './dom.ts';

const PAUSES = [0, 1_000, 3_000, 5_000, 10_000, 20_000, 30_000];

interface Sending {
	file: File;
	line: HTMLElement;
	words: DOMStringMap;
	arrived: (id: string) => void;
	/** The server knows of it: its row is there, none of its bytes yet. */
	created?: (id: string) => void;
	/** An upload that was begun before: it goes on there. */
	id?: string | undefined;
}

export function upload({ file, line, words, arrived, created, id }: Sending): void {
	const state = one(line, '[data-state]');
	const bar = one<HTMLProgressElement>(line, 'progress');
	const again = one<HTMLButtonElement>(line, '[data-again]');
	const sending = new Upload(file, {
		endpoint: '/fichiers/envoi',
		uploadUrl: id === undefined ? null : `/fichiers/envoi/${id}`,
		metadata: { filename: file.name, usage: words.usage ?? '' },
		retryDelays: PAUSES,
		removeFingerprintOnSuccess: true,
		onProgress(sent, all) {
			const percent = all === 0 ? 100 : Math.floor((sent / all) * 100);
			bar.value = percent;
			state.textContent = `${percent}\u00a0%`;
		},
		onUploadUrlAvailable() {
			created?.(sending.url?.split('/').at(-1) ?? '');
		},
		onSuccess() {
			arrived(sending.url?.split('/').at(-1) ?? '');
		},
		onError: failed
	});

	function failed(error: Error): void {
		const answer = error instanceof DetailedError ? error.originalResponse : null;
		const refused = answer !== null && answer.getStatus() >= 400 && answer.getStatus() < 500 && answer.getStatus() !== 423;
		line.toggleAttribute('data-underway', !refused);
		bar.hidden = refused;
		state.textContent = refused ? answer.getBody().trim() || (words.failed ?? '') : (words.interrupted ?? '');
		again.hidden = refused;
	}

	function go(): void {
		again.hidden = true;
		sending.start();
	}

	again.addEventListener('click', go);
	const online = () => {
		if (!again.hidden) go();
	};
	addEventListener('online', online);
	line.addEventListener('remove', () => {
		removeEventListener('online', online);
		void sending.abort(true).catch(() => undefined);
	});
	if (id !== undefined) {
		go();
		return;
	}
	void sending
		.findPreviousUploads()
		.then((before) => {
			if (before[0]) sending.resumeFromPreviousUpload(before[0]);
			go();
		})
		.catch(go);
}
