/** What is asked of a page that lies open, whoever reads it. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import type { Weight } from '../support/weigh.ts';

const WIDE = { width: 1280, height: 860 };
const PHONE = { width: 360, height: 740 };
/** A window of 1280 × 860 enlarged to 200 %, and the narrowest phone (also 400 %). */
const NARROW = [
	{ width: 640, height: 430 },
	{ width: 320, height: 640 }
];

/** Faults axe finds, of the page or of a part of it. One frame, so without the second page axe opens to join frames. */
export async function faults(page: Page, within = 'html'): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page }).include(within).setLegacyMode().analyze();
	return violations.map(({ id, nodes }) => {
		const places = nodes.map((node) => node.target.join(' ')).slice(0, 3);
		return `${id} ${places.join(' | ')}`;
	});
}

/** WCAG 2.5.5: a link within a sentence is as high as its line; what a label widens is measured with its label. */
function tooSmall(): string[] {
	const LEAST = 44;
	const small: string[] = [];
	for (const one of document.querySelectorAll<HTMLElement>('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
		if (!one.checkVisibility({ visibilityProperty: true })) continue;
		const style = getComputedStyle(one);
		if (one.matches('.skip, [aria-hidden=true]') || (one.matches('a') && style.display === 'inline')) continue;
		// A cover laid over its row by ::after is pressed anywhere on the row.
		const cover = getComputedStyle(one, '::after').position === 'absolute' ? one.closest('li, tr, [class]:not(a)') : null;
		const target = one.closest('label') ?? cover ?? one;
		const { width, height } = target.getBoundingClientRect();
		if (width > 0 && (height < LEAST - 0.5 || width < LEAST - 0.5))
			small.push(`${one.tagName.toLowerCase()} « ${(one.textContent ?? '').trim().slice(0, 30)} » ${Math.round(width)}×${Math.round(height)}`);
	}
	return small;
}

export const sideways = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** The page as it is open now: wide in the light, on a phone in the dark, under a thumb, enlarged. */
export async function look(page: Page): Promise<void> {
	const { pathname, search } = new URL(page.url());
	const where = pathname + search;
	await expect(page.locator('h1'), where).toHaveCount(1);
	expect.soft(await faults(page), where).toEqual([]);
	await page.setViewportSize(PHONE);
	await page.emulateMedia({ colorScheme: 'dark' });
	expect.soft(await faults(page), `${where}, on a phone in the dark`).toEqual([]);
	expect.soft(await page.evaluate(tooSmall), `${where}: targets under 44 px`).toEqual([]);
	for (const viewport of NARROW) {
		await page.setViewportSize(viewport);
		expect.soft(await sideways(page), `${where} scrolls sideways at ${viewport.width} px`).toBeLessThanOrEqual(0);
	}
	await page.setViewportSize(WIDE);
	await page.emulateMedia({ colorScheme: 'light' });
}

/** What only wide screens show, the same beside every page: in the dark. */
export async function lookAtFrameInTheDark(page: Page): Promise<void> {
	await page.emulateMedia({ colorScheme: 'dark' });
	expect.soft(await faults(page), `${page.url()}, wide in the dark`).toEqual([]);
	await page.emulateMedia({ colorScheme: 'light' });
}

/** Budgets of ui.md, compressed, over the wire. */
const FIRST = { bytes: 60_000, requests: 8 };
const LATER = 30_000;
const SCRIPTS_OF_FAMILIES = 45_000;

export function withinBudget(where: string, { bytes, requests, scripts, strangers }: Weight, { first, family }: { first: boolean; family: boolean }): void {
	expect.soft(strangers, `${where} asks other hosts`).toEqual([]);
	expect.soft(bytes, `${where}: bytes`).toBeLessThanOrEqual(first ? FIRST.bytes : LATER);
	if (first) expect.soft(requests, `${where}: requests`).toBeLessThanOrEqual(FIRST.requests);
	if (family) expect.soft(scripts, `${where}: scripts`).toBeLessThanOrEqual(SCRIPTS_OF_FAMILIES);
}
