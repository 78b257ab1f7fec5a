/** Every action of every page, refused: what comes back says so, leads to its fields, and is as easy to use as the page it was. */
import { expect, test, type Page } from '@playwright/test';
import { enter, logIn } from '../support/journey.ts';
import { faults, sideways } from './look.ts';
import { everyAction, HOW, NEVER, send } from './refused.ts';
import { SIGNED_IN, visit, VISITOR, type Visit } from './visits.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const WHO: Record<string, Visit[]> = { visitor: VISITOR, ...SIGNED_IN };
/** Who may not change an account while he looks at it for diagnosis is refused for that reason alone. */
const REALLY_LOGGED_IN = 'lea.martin';
const routeOf = (action: string) => action.slice(0, action.indexOf('?/'));

/** The first who visits a page sends what it takes. */
const tried = new Map<string, { who: string; visit: Visit }>();
for (const action of await everyAction()) {
	const [who, visits] = Object.entries(WHO).find(([, all]) => all.some((one) => one.route === routeOf(action))) ?? [];
	const found = visits?.find((one) => one.route === routeOf(action));
	if (who && found && !(action in NEVER)) tried.set(action, { who: HOW[action]?.who ?? who, visit: found });
}

test('no action is left out, and none is named that is not there', async () => {
	const all = await everyAction();
	expect(all.length).toBeGreaterThan(80);
	expect(all.filter((action) => !tried.has(action) && !(action in NEVER))).toEqual([]);
	expect([...Object.keys(HOW), ...Object.keys(NEVER)].filter((action) => !all.includes(action))).toEqual([]);
});

/** Each line of the summary names its field and leads to it. */
async function leadsToFields(page: Page, action: string): Promise<void> {
	const lines = await page.locator('[role=alert] a[href^="#"]').evaluateAll((all) =>
		all.map((one) => {
			const field = document.getElementById(decodeURIComponent(one.getAttribute('href') ?? '').slice(1));
			return { text: one.textContent, there: field !== null };
		})
	);
	for (const { text, there } of lines) if (there) expect.soft(text, `${action}: a line that names no field`).toContain(' – ');
}

for (const who of Object.keys(WHO).filter((one) => [...tried.values()].some((its) => its.who === one))) {
	test(`what ${who} is told`, async ({ page, baseURL }) => {
		test.setTimeout(180_000);
		if (who === REALLY_LOGGED_IN) await logIn(page, who);
		else if (who !== 'visitor') await enter(page, who, baseURL ?? '');
		await page.goto('/aide');
		for (const [action, its] of tried) {
			if (its.who !== who) continue;
			const how = HOW[action];
			await (how?.reach ? how.reach(page) : visit(page, its.visit));
			const status = await send(page, action, how);
			const alert = page.getByRole('alert').or(page.locator('[role=status].danger')).first();
			await expect.soft(alert.or(page.getByRole('heading', { level: 1, name: /n'existe pas|pas ouverte/ })).first(), `${action} answered ${status} and says nothing`).toBeVisible();
			await expect.soft(page.locator('h1'), action).toHaveCount(1);
			await leadsToFields(page, action);
			expect.soft(await faults(page, 'main'), `${action} refused`).toEqual([]);
			await page.setViewportSize({ width: 320, height: 640 });
			expect.soft(await sideways(page), `${action} refused scrolls sideways at 320 px`).toBeLessThanOrEqual(0);
			await page.setViewportSize({ width: 1280, height: 860 });
		}
	});
}
