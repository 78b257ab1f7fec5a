/**
 * Pictures of pages, as people see them: three widths, light and dark, in the Chromium that comes with
 * the packages. Used by hand while drawing, and by the tests that write the pictures of the README.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Cookie, type Page } from 'playwright-core';
import { chromiumLaunch } from './chromium.ts';

export const WIDTHS = [360, 768, 1280] as const;
export const SCHEMES = ['light', 'dark'] as const;

/** A Chromium that asks nothing of the machine and nobody of the network. */
export async function launchChromium(): Promise<Browser> {
	const { executablePath, args, env } = await chromiumLaunch();
	return chromium.launch({ executablePath, args: [...args, '--hide-scrollbars'], env });
}

export interface Screen {
	/** File name without ending; the path when absent. */
	name?: string;
	path: string;
	cookies?: Record<string, string>;
	/** Before the picture: open a menu, fill a field. */
	prepare?: (page: Page) => Promise<void>;
	widths?: readonly number[];
	schemes?: readonly ('light' | 'dark')[];
	/** Only what is seen without scrolling. */
	firstScreen?: boolean;
	options?: BrowserContextOptions;
}

/** Take every screen at every width in every scheme; gives the paths of the pictures. */
export async function takeScreens(origin: string, folder: string, screens: readonly Screen[], browser?: Browser): Promise<string[]> {
	await mkdir(folder, { recursive: true });
	const used = browser ?? (await launchChromium());
	const pictures: string[] = [];
	try {
		for (const screen of screens) {
			const name = screen.name ?? (screen.path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'public');
			for (const width of screen.widths ?? WIDTHS) {
				for (const scheme of screen.schemes ?? SCHEMES) {
					const file = join(folder, `${name}-${width}-${scheme}.png`);
					await takeOne(used, origin, screen, width, scheme, file);
					pictures.push(file);
				}
			}
		}
	} finally {
		if (!browser) await used.close();
	}
	return pictures;
}

async function takeOne(browser: Browser, origin: string, screen: Screen, width: number, scheme: 'light' | 'dark', file: string): Promise<void> {
	const context = await browser.newContext({
		viewport: { width, height: width < 600 ? 760 : 860 },
		colorScheme: scheme,
		locale: 'fr-FR',
		timezoneId: 'Europe/Paris',
		reducedMotion: 'reduce',
		...screen.options
	});
	try {
		const { hostname } = new URL(origin);
		const cookies: Cookie[] = Object.entries(screen.cookies ?? {}).map(([name, value]) => ({
			name,
			value,
			domain: hostname,
			path: '/',
			expires: -1,
			httpOnly: true,
			secure: false,
			sameSite: 'Lax'
		}));
		await context.addCookies(cookies);
		const page = await context.newPage();
		await page.goto(origin + screen.path, { waitUntil: 'load' });
		await page.evaluate(() => document.fonts.ready.then(() => undefined));
		await screen.prepare?.(page);
		await page.screenshot({ path: file, fullPage: screen.firstScreen !== true });
	} finally {
		await context.close();
	}
}
