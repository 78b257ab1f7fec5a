/** What pages weigh over the wire, on a first visit and later, and how many requests they make. */
import { chromium, type BrowserContext } from 'playwright-core';
import { chromiumLaunch } from '../support/chromium.ts';
import { weighing, type Weight } from '../support/weigh.ts';

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

async function weigh(context: BrowserContext, url: string): Promise<Weight> {
	const page = await context.newPage();
	const scale = await weighing(page, url);
	await page.goto(url);
	await page.evaluate(() => document.fonts.ready.then(() => undefined));
	await page.close();
	return scale.take();
}
