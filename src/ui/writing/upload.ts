/** One file on its way: it goes on where it was after a lost network, also in another page of this browser. */
import { Upload } from 'tus-js-client';
import { one } from './dom.ts';
import { answered, keepAddress, mayPass } from './resume.ts';

const SIGNED_OUT = 401;
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
	let ended = false;
	const sending = new Upload(file, {
		endpoint: '/fichiers/envoi',
		uploadUrl: id === undefined ? null : `/fichiers/envoi/${id}`,
		// Its own name: begun once, also when the answer that it is begun is lost on the line.
		metadata: { filename: file.name, usage: words.usage ?? '', cle: crypto.randomUUID() },
		retryDelays: PAUSES,
		onAfterResponse: keepAddress,
		onShouldRetry: (error) => mayPass(error) && navigator.onLine,
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
		const answer = answered(error);
		ended = answer?.status === SIGNED_OUT;
		const refused = answer !== null && !ended && !mayPass(error);
		line.toggleAttribute('data-underway', !refused);
		bar.hidden = refused;
		state.textContent = refused ? answer.words.trim() || (words.failed ?? '') : ((ended ? words.uploadEnded : words.interrupted) ?? '');
		if (ended) state.append(' ', door());
		again.hidden = refused;
	}

	/** To log in again, beside what is being prepared. */
	function door(): HTMLAnchorElement {
		const link = document.createElement('a');
		[link.href, link.target, link.rel] = ['/connexion', '_blank', 'noopener'];
		link.textContent = words.uploadLogIn ?? '';
		return link;
	}

	function go(): void {
		again.hidden = true;
		if (ended) state.textContent = '';
		ended = false;
		sending.start();
	}

	again.addEventListener('click', go);
	const online = () => {
		if (!again.hidden) go();
	};
	// Come back from a log-in in another tab.
	const back = () => {
		if (!document.hidden && ended) go();
	};
	addEventListener('online', online);
	document.addEventListener('visibilitychange', back);
	line.addEventListener('remove', () => {
		removeEventListener('online', online);
		document.removeEventListener('visibilitychange', back);
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
