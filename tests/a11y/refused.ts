/** Every action a page takes, sent so that it is refused: as found but emptied, or as said here. */
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { pathToFileURL, fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { handedIn, meanwhile, returnedToLea } from '../support/casier.ts';

/** As built: what the pages really offer, however their sources say it. */
const BUILT = fileURLToPath(new URL('../../.svelte-kit/output/server/entries/pages', import.meta.url));
const PAGE = '/_page.server.ts.js';

/** '/compte?/contact', '/connexion?/default' … of every page there is. */
export async function everyAction(): Promise<string[]> {
	const found: string[] = [];
	for (const file of readdirSync(BUILT, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith(PAGE))) {
		const { actions = {} } = (await import(pathToFileURL(`${BUILT}/${file}`).href)) as { actions?: Record<string, unknown> };
		const route = `/${file.slice(0, -PAGE.length)}`.replace(/_([a-z]+)_/g, '[$1]');
		found.push(...Object.keys(actions).map((name) => `${route}?/${name}`));
	}
	return found.sort();
}

export interface Refusal {
	/** Somebody else than the first who visits the page. */
	who?: string;
	/** Typed instead of nothing, where nothing is allowed. */
	typed?: Record<string, string>;
	/** Done first, and done again: what may be done once. */
	twice?: true;
	/** Instead of the visit of the page. */
	reach?: (page: Page) => Promise<void>;
}

async function csvWithoutNames(page: Page): Promise<void> {
	await page.goto('/administration/import-csv');
	await page.getByLabel('Des élèves').check();
	await page.locator('input[type=file]').setInputFiles({ name: 'eleves.csv', mimeType: 'text/csv', buffer: Buffer.from('Colonne;Autre\na;b\n') });
	await page.getByRole('button', { name: 'Lire le fichier' }).click();
	await page.waitForURL(/import-csv\/./);
}

/** A message of one's own, just sent, that nobody else's visit is about: who has opened it. */
export async function ownLetter(page: Page): Promise<void> {
	const headers = { origin: new URL(page.url()).origin };
	const ask = async (name: string, data: object) => {
		const answer = await page.request.post(`/api/v1/messaging/${name}`, { headers, data });
		expect(answer.status(), await answer.text()).toBe(200);
		return (await answer.json()) as { messageId?: string; suggestions?: { token: string }[] };
	};
	const { suggestions = [] } = await ask('find-recipients', { q: 'lefevre' });
	const sent = await ask('send', { to: [suggestions[0]?.token], subject: 'Essai', body: 'Bonjour', key: randomUUID() });
	await page.goto(`/messagerie/lectures/${sent.messageId ?? ''}`);
}

const LONG = { nextStep: 'x'.repeat(600) };

async function returned(page: Page): Promise<void> {
	const work = await returnedToLea(page);
	await page.goto(`/casier/${work.id}/corriger/${work.pupilId}`);
}

export const HOW: Record<string, Refusal> = {
	'/casier/[id]/corriger/[pupil]?/ajouter': { typed: LONG },
	'/casier/[id]/corriger/[pupil]?/annoter': { typed: LONG },
	'/casier/[id]/corriger/[pupil]?/enregistrer': { typed: LONG },
	'/casier/[id]/corriger/[pupil]?/joindre': { typed: LONG },
	'/casier/[id]/corriger/[pupil]?/modifier': { typed: LONG },
	'/casier/[id]/corriger/[pupil]?/phrase': { typed: LONG },
	'/casier/[id]/corriger/[pupil]?/repondre': { reach: returned },
	'/casier/[id]/depots?/rappeler': { twice: true },
	'/casier/zip?/default': { who: 'lea.martin', typed: { year: '1900' } },
	'/affichage?/default': { who: 'sophie.martin', typed: { size: 'géante' }, reach: async (page) => void (await page.goto('/affichage')) },
	'/administration/comptes/[id]?/email': { typed: { email: 'pas une adresse' } },
	'/administration/import-csv/[id]?/apply': { reach: csvWithoutNames },
	'/casier/[id]?/repondre': { reach: async (page) => void (await page.goto(`/casier/${(await meanwhile(page, 'helene.durand', () => returnedToLea(page))).id}`)) },
	'/casier/[id]?/retirer': { reach: async (page) => void (await page.goto(`/casier/${(await handedIn(page, { attempts: 'one' })).id}`)) },
	'/casier/[id]/rendre?/enregistrer': { typed: { link: 'pas une adresse' } },
	'/casier/[id]/rendre?/joindre': { typed: { link: 'pas une adresse' } },
	'/casier/[id]/rendre?/modifier': { typed: { link: 'pas une adresse' } },
	'/compte?/contact': { typed: { email: 'pas une adresse' } },
	'/compte?/revoke': { typed: { session: randomUUID() } },
	'/compte?/profile': { typed: { profile: 'reine' } },
	'/messagerie/ecrire?/enregistrer': { typed: { subject: 'x'.repeat(300) } },
	'/messagerie/ecrire?/joindre': { typed: { subject: 'x'.repeat(300) } },
	'/messagerie/lectures/[message]?/remind': { twice: true, reach: ownLetter },
	'/messagerie/reglages?/signature': { typed: { signature: 'x'.repeat(5_000) } }
};

/** Actions no page can be refused by, or that are refused elsewhere; each with its reason. */
export const NEVER: Record<string, string> = {
	'/casier/[id]/corriger/[pupil]?/reprendre': 'a button without a field: what is with nobody is taken back already',
	'/casier/[id]/depots?/zip': 'a button without a field: asked twice it is the same',
	'/casier/classe/[id]?/zip': 'a button without a field: asked twice it is the same',
	'/casier?/zip': 'shown only for a past year, and asked twice it is the same; casier-years.spec.ts',
	'/casier/remplacement?/reprendre': 'shown only where an author has left; casier-years.spec.ts',
	'/casier/[id]/partage?/reprendre': 'shown only where an author has left, a button without a field; casier-years.spec.ts',
	'/casier/phrases?/retirer': 'a button without a field: what is gone is gone',
	'/casier/zip/[id]?/encore': 'shown only where a zip could not be made; archive-job.test.ts',
	'/administration/comptes/[id]?/block': 'a button without a field, of somebody the page is about: it is refused with the page',
	'/administration/messagerie?/familles': 'one box, ticked or not',
	'/casier/[id]/modifier?/modifier': 'adds and removes, and gives the form back with what was typed',
	'/casier/[id]/modifier?/supprimer': 'a button without a field: a draft that is gone is refused with the page',
	'/casier/nouveau?/modifier': 'adds and removes, and gives the form back with what was typed',
	'/casier/[id]/rendre?/reprendre': 'a button without a field: what is a draft already stays one, what has arrived leads to its receipt',
	'/compte/charte?/default': 'shown only after a new version of the charter; made of the pieces of /activation, whose refusal is seen',
	'/compte/deuxieme-facteur?/default': 'routes.spec.ts, « the second factor »',
	'/connexion/code?/default': 'routes.spec.ts, « the second factor »',
	'/deconnexion?/default': 'ends the session whatever is sent',
	'/messagerie/absence?/lu': 'says that one has read, and leads on in any case',
	'/messagerie/absence?/retour': 'a button without a field: who is not away is told the same',
	'/messagerie/ecrire?/modifier': 'adds and removes, and gives the form back with what was typed',
	'/messagerie/ecrire?/poursuivre': 'takes the quick answer along to the whole page, empty or not',
	'/messagerie/retirer/[message]?/default': 'a button without a field: taken back twice is taken back, too late is said by the page itself',
	'/session-terminee?/default': 'keeps what was typed: seen as it is, among the visits of visitors',
	'/notifications?/all': 'a button without a field: nothing unread is fine too'
};

/** In the page: the form of the action emptied, or one of its own where the page shows none now. */
function emptied([action, typed]: [string, Record<string, string>]): void {
	const forms = [...document.querySelectorAll<HTMLFormElement>('main form')].filter((one) => one.method === 'post');
	const own = action === 'default';
	const here = (address: string | null) =>
		own ? !address || (!address.includes('?/') && new URL(address, location.href).pathname === location.pathname) : !!address?.endsWith(`?/${action}`);
	const pressed = own ? null : document.querySelector<HTMLButtonElement>(`main button[formaction$="?/${action}"]`);
	let form = pressed?.form ?? forms.find((one) => here(one.getAttribute('action')));
	if (!form) {
		form = document.createElement('form');
		form.method = 'post';
		form.action = own ? '' : `?/${action}`;
		document.querySelector('main')?.append(form);
	}
	const fields = [...form.elements].filter((one) => one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement);
	const visible = fields.filter((one) => one.type !== 'hidden');
	for (const field of visible) {
		if (field instanceof HTMLInputElement && /checkbox|radio/.test(field.type)) field.checked = false;
		else field.value = '';
	}
	// Nothing to empty: it is about something that is gone meanwhile.
	if (visible.length === 0) for (const field of fields) if (/^[0-9a-f-]{36}$/.test(field.value)) field.value = '00000000-0000-7000-8000-000000000000';
	for (const [name, value] of Object.entries(typed)) {
		const field = visible.find((one) => one.name === name) ?? Object.assign(document.createElement('input'), { type: 'hidden', name });
		field.value = value;
		if (!field.isConnected) form.append(field);
	}
	if (pressed) form.setAttribute('action', pressed.getAttribute('formaction') ?? '');
	// As a browser that checks nothing and runs no script would.
	HTMLFormElement.prototype.submit.call(form);
}

/** Sends it from the page that lies open; gives the status of the page that came back. */
export async function send(page: Page, action: string, { typed = {}, twice }: Refusal = {}): Promise<number> {
	const name = action.slice(action.indexOf('?/') + 2);
	if (twice) await page.request.post(name === 'default' ? page.url() : `${page.url()}?/${name}`, { headers: { origin: new URL(page.url()).origin }, form: {} });
	const come = page.waitForEvent('load');
	const answer = page.waitForResponse((one) => one.request().method() === 'POST' && one.request().isNavigationRequest());
	await page.evaluate(emptied, [name, typed] as [string, Record<string, string>]);
	const status = (await answer).status();
	await come;
	return status;
}
