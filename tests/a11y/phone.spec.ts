/** At 320 px (also what 200 % zoom makes of a small window) nothing scrolls sideways; on a phone every target is wide enough for a thumb. */
import { expect, test, type Page } from '@playwright/test';
import { enter } from '../support/journey.ts';
import { SIGNED_IN, visit, VISITOR, type Visit } from './visits.ts';

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

async function check(page: Page, one: Visit): Promise<void> {
	await page.setViewportSize({ width: 360, height: 740 });
	await visit(page, one);
	const where = new URL(page.url()).pathname;
	expect.soft(await page.evaluate(tooSmall), `${where}: targets under 44 px`).toEqual([]);
	await page.setViewportSize({ width: 320, height: 640 });
	const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	expect.soft(beyond, `${where} scrolls sideways at 320 px`).toBeLessThanOrEqual(0);
}

test('public pages on a phone', async ({ page }) => {
	test.setTimeout(120_000);
	for (const one of VISITOR) await check(page, one);
});

for (const [login, visits] of Object.entries(SIGNED_IN)) {
	test(`pages of ${login} on a phone`, async ({ page, baseURL }) => {
		test.setTimeout(180_000);
		await enter(page, login, baseURL ?? '');
		for (const one of visits) await check(page, one);
	});
}
