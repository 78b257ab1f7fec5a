import type { Cookies } from '@sveltejs/kit';
import { expect, test } from 'vitest';
import { flash, takeFlash } from './flash.ts';

function browser(kept = new Map<string, string>()) {
	const cookies = {
		get: (name: string) => kept.get(name),
		set: (name: string, value: string) => void kept.set(name, value),
		delete: (name: string) => void kept.delete(name)
	} as unknown as Cookies;
	return { kept, event: { cookies, url: new URL('http://localhost/') } };
}

test('said once', () => {
	const { event } = browser();
	flash(event, 'Message envoyé');
	expect(takeFlash(event)).toEqual({ tone: 'ok', text: 'Message envoyé' });
	expect(takeFlash(event)).toBeNull();
});

test('what a browser made up is not believed', () => {
	for (const value of ['{', '{"text":1}', 'null', '"x"']) {
		expect(takeFlash(browser(new Map([['avis', value]])).event)).toBeNull();
	}
	const long = browser(new Map([['avis', JSON.stringify({ tone: 'evil', text: 'a'.repeat(9_000) })]]));
	expect(takeFlash(long.event)).toEqual({ tone: 'ok', text: 'a'.repeat(300) });
});
