/** What pages weigh over the wire, on a first visit and later, and how many requests they make. */
import { chromium } from 'playwright-core';
import { chromiumLaunch } from '../support/chromium.ts';

interface Weight {
	requests: number;
	bytes: number;
	scripts: number;
}

export async function benchWeights(port: number, cookie: string, say: (line: string) => void): Promise<void> {
	say('## Weights over the wire (compressed)');
	const { executablePath, args, env } = await chromiumLaunch();
	const browser = await chromium.launch({ executablePath, args, env });
	try {
		const [name = '', value = ''] = cookie.split('=');
		const origin = `http://localhost:${port}`;
		const show = (page: string, weight: Weight, limit: string) => {
			say(`${page.padEnd(22)} ${(weight.bytes / 1000).toFixed(1)} kB in ${weight.requests} requests, scripts ${(weight.scripts / 1000).toFixed(1)} kB (${limit})`);
		};
		const first = await browser.newContext();
		show('/connexion, first visit', await weigh(first, `${origin}/connexion`), '≤ 60 kB in ≤ 8 requests');
		await first.close();
		const later = await browser.newContext();
		await later.addCookies([{ name, value, url: origin }]);
		await weigh(later, `${origin}/accueil`);
		for (const path of ['/accueil', '/messagerie', '/messagerie/ecrire', '/annuaire', '/actualites', '/compte'])
			show(path, await weigh(later, origin + path), '≤ 30 kB, scripts ≤ 45 kB');
	} finally {
		await browser.close();
	}
}

async function weigh(context: Awaited<ReturnType<Awaited<ReturnType<typeof chromium.launch>>['newContext']>>, url: string): Promise<Weight> {
	const page = await context.newPage();
	const weight: Weight = { requests: 0, bytes: 0, scripts: 0 };
	const pending: Promise<void>[] = [];
	page.on('requestfinished', (request) => {
		pending.push(
			request
				.sizes()
				.then(async (sizes) => {
					const cached = await request.response().then((response) => response?.fromServiceWorker() ?? false);
					if (cached || sizes.responseHeadersSize <= 0) return;
					weight.requests++;
					weight.bytes += sizes.responseHeadersSize + sizes.responseBodySize;
					if (request.resourceType() === 'script') weight.scripts += sizes.responseBodySize;
				})
				.catch(() => undefined)
		);
	});
	await page.goto(url, { waitUntil: 'networkidle' });
	await Promise.all(pending);
	await page.close();
	return weight;
}
