/** Every list, empty: it says what will come there, and is as easy to use as when it is full. */
import { expect, test } from '@playwright/test';
import { enter } from '../support/journey.ts';
import { EMPTY, everyEmptyPage, NEVER_EMPTY } from './empty.ts';
import { faults, sideways } from './look.ts';
import { visit } from './visits.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('no list is left out', () => {
	const pages = everyEmptyPage();
	expect(pages.length).toBeGreaterThan(15);
	const seen = new Set(Object.values(EMPTY).flatMap((all) => all.map((one) => one.route)));
	expect(pages.filter((route) => !seen.has(route) && !(route in NEVER_EMPTY))).toEqual([]);
	expect([...seen, ...Object.keys(NEVER_EMPTY)].filter((route) => !pages.includes(route))).toEqual([]);
});

for (const [login, visits] of Object.entries(EMPTY)) {
	test(`where ${login} finds nothing`, async ({ page, baseURL }) => {
		test.setTimeout(120_000);
		await enter(page, login, baseURL ?? '');
		await page.goto('/aide');
		for (const one of visits) {
			await visit(page, one);
			const where = one.path || one.route;
			await expect.soft(page.locator('main .empty').first(), `${where} is empty`).toBeVisible();
			expect.soft(await faults(page, 'main'), where).toEqual([]);
			await page.setViewportSize({ width: 320, height: 640 });
			expect.soft(await sideways(page), `${where} scrolls sideways at 320 px`).toBeLessThanOrEqual(0);
			await page.setViewportSize({ width: 1280, height: 860 });
		}
	});
}
