/** What pages weigh over the wire, told by the browser itself: headers and compressed bodies, nothing for what it had kept. */
import type { Page } from 'playwright-core';

export interface Weight {
	requests: number;
	bytes: number;
	/** All the scripts the page runs, also those kept from an earlier page. */
	scripts: number;
	/** Other hosts the page asked for anything. */
	strangers: string[];
}

/** Watch a page; `take()` gives what it cost since the last time, once it has loaded. */
export async function weighing(page: Page, home: string): Promise<{ take(): Weight }> {
	const devtools = await page.context().newCDPSession(page);
	await devtools.send('Network.enable');
	let weight: Weight = { requests: 0, bytes: 0, scripts: 0, strangers: [] };
	const scripts = new Map<string, string>();
	const compressed = new Map<string, number>();
	devtools.on('Network.requestWillBeSent', ({ requestId, type, request }) => {
		const { protocol, host } = new URL(request.url);
		if (/^(https?|wss?):$/.test(protocol) && host !== new URL(home).host) weight.strangers.push(host);
		if (type === 'Document') scripts.clear();
		if (type !== 'Script') return;
		scripts.set(requestId, request.url);
		weight.scripts += compressed.get(request.url) ?? 0;
	});
	devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		if (encodedDataLength === 0) return;
		weight.requests++;
		weight.bytes += encodedDataLength;
		const script = scripts.get(requestId);
		if (script === undefined) return;
		if (!compressed.has(script)) weight.scripts += encodedDataLength;
		compressed.set(script, encodedDataLength);
	});
	return {
		take() {
			const taken = weight;
			weight = { requests: 0, bytes: 0, scripts: 0, strangers: [] };
			return taken;
		}
	};
}
