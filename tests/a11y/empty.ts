/** Where a list says that nothing is there, and whom it says it to. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { toMark } from '../support/casier.ts';
import { ownLetter } from './refused.ts';
import { everyPage, type Visit } from './visits.ts';

const ROUTES = fileURLToPath(new URL('../../src/routes', import.meta.url));

/** Does this component, or one it brings from the pages, say that a list is empty? */
function saysNothing(file: string): boolean {
	const source = readFileSync(file, 'utf8');
	if (source.includes('<EmptyState')) return true;
	return [...source.matchAll(/from '(\.[^']+\.svelte)'/g)].map(([, path = '']) => join(dirname(file), path)).some((path) => existsSync(path) && saysNothing(path));
}

/** Every page that has an empty state. */
export function everyEmptyPage(): string[] {
	return everyPage().filter((route) => saysNothing(join(ROUTES, route, '+page.svelte')));
}

async function emptyFolder(page: Page): Promise<void> {
	await page.goto('/messagerie/dossiers');
	await page.getByLabel('Nom du dossier').first().fill('Vide');
	await page.getByRole('button', { name: 'Créer le dossier' }).click();
	await page.getByRole('main').getByRole('link', { name: 'Vide' }).first().click();
}

async function emptyGroup(page: Page): Promise<void> {
	await page.goto('/annuaire/groupes/nouveau');
	await page.getByLabel('Nom du groupe').fill(`Vide ${randomUUID().slice(0, 4)}`);
	await page.getByRole('button', { name: 'Créer le groupe' }).click();
	await expect(page).toHaveURL(/\/annuaire\/groupe\/[0-9a-f-]{36}/);
}

const at = (path: string): Visit => ({ route: path.replace(/\?.*/, ''), path });

export const EMPTY: Record<string, Visit[]> = {
	// Nobody writes to a grandmother without authority.
	'monique.martin': [
		...['/accueil', '/messagerie', '/messagerie?nonlus=oui', '/messagerie/archives', '/messagerie/corbeille', '/messagerie/favoris', '/messagerie/envoyes'].map(at),
		...['/messagerie/brouillons', '/messagerie/programmes', '/messagerie/dossiers', '/messagerie/recherche', '/messagerie/recherche?q=zzzz'].map(at),
		...['/notifications', '/notifications?non-lues', '/annuaire?q=zzzz', '/casier', '/casier/documents', '/compte/fichiers'].map(at),
		{ route: '/messagerie/dossier/[id]', path: '', reach: emptyFolder }
	],
	'helene.durand': [
		...['/casier?etat=archives', '/casier/bibliotheque?q=zzzz', '/casier/calendrier?du=2031-01-06', '/casier/remplacement', '/casier/phrases', '/casier/zip'].map(at),
		{ route: '/casier/[id]/depots', path: '', reach: async (page) => void (await page.goto(`/casier/${(await toMark(page)).id}/depots?etat=corriges`)) },
		{
			route: '/messagerie/lectures/[message]',
			path: '',
			reach: async (page) => {
				await ownLetter(page);
				await page.goto(`${page.url()}?ouvert=oui`);
			}
		},
		{ route: '/annuaire/groupe/[id]', path: '', reach: emptyGroup }
	],
	'philippe.moreau': ['/administration/comptes?q=zzzz', '/administration/messagerie', '/administration/notifications', '/actualites?etat=over'].map(at),
	'maud.fabre': ['/exploitation/journal?acte=rien.du-tout', '/exploitation/messagerie', '/exploitation/travaux'].map(at)
};

/** Lists whose empty state no persona meets, each with its reason. */
export const NEVER_EMPTY: Record<string, string> = {
	'/administration/doublons': 'the demo has its duplicates, and a test does not decide them',
	'/administration/imports': 'the demo was imported',
	'/annuaire/classe/[id]': 'made of the same component as /annuaire/groupe/[id]; an imported class has people',
	'/casier/classe/[id]': 'a class the teacher gave nothing to has no link that leads there',
	'/casier/[id]/equipes': 'a work is for classes, and an imported class has pupils',
	'/exploitation/courrier': 'without SMTP_URL the demo keeps the letters it wrote',
	'/exploitation/imports': 'the demo was imported'
};
