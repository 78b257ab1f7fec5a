/** One visit at least of every page there is; routes.spec.ts fails when a page of src/routes has none. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { ask, given, handedIn, meanwhile, returnedToLea, toMark } from '../support/casier.ts';
import { pdf, sendFile } from '../support/documents.ts';

export interface Visit {
	/** As in src/routes: '/annuaire/personne/[id]'. */
	route: string;
	/** The address; when it holds an id, `find` looks for the link that leads there. */
	path: string;
	find?: { on: string; link: RegExp };
	/** When no link leads there: what a person does to arrive. */
	reach?: (page: Page) => Promise<void>;
}

const ROUTES = fileURLToPath(new URL('../../src/routes', import.meta.url));

/** Every page of src/routes, by its route. */
export function everyPage(): string[] {
	return readdirSync(ROUTES, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('+page.svelte'))
		.map((file) => `/${file.replace(/\/?\+page\.svelte$/, '')}`)
		.sort();
}

const at = (path: string, route = path.replace(/\?.*/, '')): Visit => ({ route, path });
const through = (route: string, on: string, link: RegExp): Visit => ({ route, path: '', find: { on, link } });

/** A form that arrives after its session has ended. */
async function writtenTooLate(page: Page): Promise<void> {
	await page.goto('/aide');
	await page.evaluate(() => {
		const form = Object.assign(document.createElement('form'), { method: 'post', action: '/actualites/nouvelle?/save' });
		for (const [name, value] of Object.entries({ title: 'Portes ouvertes', body: 'Le collège ouvre ses portes samedi matin.', audience: 'everyone' }))
			form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
		document.body.append(form);
		form.submit();
	});
	await page.waitForURL(/\/actualites\/nouvelle/);
}

export const VISITOR: Visit[] = [
	...['/', '/connexion', '/activation', '/mot-de-passe-oublie', '/charte', '/aide', '/accessibilite', '/donnees', '/affichage'].map((path) => at(path)),
	at('/mot-de-passe-oublie/perime', '/mot-de-passe-oublie/[token]'),
	at('/casier/verifier'),
	at('/casier/verifier?numero=D-2026-1125-7K4M-92&code=xxxxxxxxxxxx'),
	at('/desabonnement/pas-un-jeton-de-chez-nous', '/desabonnement/[token]'),
	{ route: '/session-terminee', path: '', reach: writtenTooLate },
	at('/nulle-part')
];

/** A correction, as the pupil finds it. */
async function returnedHere(page: Page): Promise<void> {
	const work = await meanwhile(page, 'helene.durand', () => returnedToLea(page));
	await page.goto(`/casier/${work.id}`);
}

const EVERYTHING = { expects: ['file', 'photo', 'text', 'audio', 'link'] };
const LIST = Buffer.from('Nom;Prénom;Date de naissance;Classe\nVasseur;Élina;03/02/2014;6e A\nSans classe;Malo;12/09/20122;\n');

async function uploadList(page: Page): Promise<void> {
	await page.goto('/administration/import-csv');
	await page.getByLabel('Des élèves').check();
	await page.locator('input[type=file]').setInputFiles({ name: 'eleves.csv', mimeType: 'text/csv', buffer: LIST });
	await page.getByRole('button', { name: 'Lire le fichier' }).click();
	await page.waitForURL(/import-csv\/./);
}

/** Nothing lists the schools yet: the choice « Publiée par » knows them. */
async function firstSchool(page: Page): Promise<void> {
	await page.goto('/actualites/nouvelle');
	const schools = await page.locator('option').evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
	await page.goto(`/etablissements/${schools.find((value) => /^[0-9a-f-]{36}$/.test(value)) ?? ''}`);
}

/** Of the latest message one sent. */
async function readersOfOne(page: Page): Promise<void> {
	await page.goto('/messagerie/envoyes');
	await page.locator('[data-letters] a').first().click();
	await page.getByRole('link', { name: "Voir qui l'a ouvert" }).last().click();
}

/** The preview of a file of one's own, once it is made or cannot be. */
const lookedAt = (name: string, make: () => Promise<Buffer>) => async (page: Page) => {
	await page.goto('/aide');
	await page.goto(`/fichiers/apercu/${await sendFile(page, 'message', name, await make())}?retour=/messagerie`);
	await expect(page.getByRole('progressbar')).toHaveCount(0, { timeout: 20_000 });
};

/** The newest message of the inbox, by the link below it. */
async function reportOne(page: Page): Promise<void> {
	await page.goto('/messagerie');
	await page.locator('[data-letters] a').first().click();
	await page.getByRole('link', { name: 'Signaler' }).last().click();
}

/** The latest message one sent, not an hour ago: begins to take it back. */
async function recallOne(page: Page): Promise<void> {
	await page.goto('/messagerie/envoyes');
	await page.locator('[data-letters] a').first().click();
	await page.getByRole('link', { name: 'Retirer ce message' }).last().click();
}

/** Makes one, where there is none. */
async function ownFolder(page: Page): Promise<void> {
	await page.goto('/messagerie/dossiers');
	const made = page.getByRole('main').getByRole('link', { name: 'Visite' });
	if ((await made.count()) === 0) {
		await page.getByLabel('Nom du dossier').first().fill('Visite');
		await page.getByRole('button', { name: 'Créer le dossier' }).click();
	}
	await made.first().click();
}

/** A page of the latest draft of one's own. */
const ofDraft = (behind: string) => async (page: Page) => {
	await page.goto('/casier?etat=brouillons');
	const href = await page.getByRole('main').locator('a[href$="/modifier"]').first().getAttribute('href');
	await page.goto((href ?? '').replace(/modifier$/, behind));
};

const correctOne = (behind: string) => async (page: Page) => {
	const work = await toMark(page, { marking: 'points', mostPoints: 20 });
	await page.goto(`/casier/${work.id}/corriger/${work.pupilId}${behind}`);
};

async function returnedOne(page: Page): Promise<void> {
	const work = await returnedToLea(page);
	await page.goto(`/casier/${work.id}/corriger/${work.pupilId}`);
}

async function classOfOne(page: Page): Promise<void> {
	await page.goto(`/casier/${(await toMark(page)).id}/depots`);
	await page.locator('a[href^="/casier/classe/"]').first().click();
}

async function zipOfOne(page: Page): Promise<void> {
	const { id } = await toMark(page);
	await page.goto(`/casier/zip/${(await ask<{ archiveId: string }>(page, 'ask-archive', { kind: 'work', id })).archiveId}`);
}

/** Pages the visits cannot arrive at, and where they are looked at. */
export const ELSEWHERE: Record<string, string> = {
	'/connexion/code': 'routes.spec.ts, « the second factor »',
	'/compte/charte': 'shown only after a new version of the charter; made of the pieces of /charte and /activation'
};

const PERSON = through('/annuaire/personne/[id]', '/annuaire?q=martin', /^\/annuaire\/personne\/[^/]+$/);

export const SIGNED_IN: Record<string, Visit[]> = {
	'lea.martin': [
		...[
			'/accueil',
			'/casier',
			'/casier?liste=deposes',
			'/casier?liste=passees',
			'/casier/documents',
			'/casier/zip',
			'/compte/fichiers',
			'/messagerie',
			'/messagerie/envoyes',
			'/messagerie/ecrire',
			'/annuaire',
			'/annuaire?q=durand',
			'/annuaire?q=zzzz',
			'/actualites'
		].map((path) => at(path)),
		...[
			'/messagerie?filtrer=oui',
			'/messagerie/archives',
			'/messagerie/corbeille',
			'/messagerie/favoris',
			'/messagerie/brouillons',
			'/messagerie/programmes',
			'/messagerie/reglages',
			'/messagerie/dossiers',
			'/messagerie/recherche',
			'/messagerie/recherche?q=bonjour'
		].map((path) => at(path)),
		through('/messagerie/[thread]', '/messagerie', /^\/messagerie\/[0-9a-f-]{36}/),
		through('/messagerie/[thread]/imprimer', '/messagerie', /^\/messagerie\/[0-9a-f-]{36}/),
		{ route: '/messagerie/dossier/[id]', path: '', reach: ownFolder },
		{ route: '/messagerie/signaler/[message]', path: '', reach: reportOne },
		through('/actualites/[id]', '/actualites', /^\/actualites\/[0-9a-f-]{36}$/),
		...['/compte', '/compte/mot-de-passe', '/deconnexion', '/affichage', '/notifications', '/nulle-part', '/administration'].map((path) => at(path)),
		through('/annuaire/groupe/[id]', '/accueil', /^\/annuaire\/groupe\/[^/]+$/),
		at('/compte/verification/perime', '/compte/verification/[token]'),
		{
			route: '/messagerie/ecrire/joindre',
			path: '',
			reach: async (page) => {
				await page.goto('/messagerie/ecrire');
				const draft = { draftId: crypto.randomUUID(), key: crypto.randomUUID(), tab: crypto.randomUUID(), subject: 'Photos de la sortie' };
				await page.request.post('/messagerie/ecrire/brouillon', { form: draft, headers: { origin: new URL(page.url()).origin } });
				await page.goto(`/messagerie/ecrire/joindre?brouillon=${draft.draftId}`);
			}
		},
		at('/fichiers/refus?code=file-program&retour=/messagerie/ecrire'),
		{ route: '/fichiers/apercu/[id]', path: '', reach: lookedAt('plan.pdf', () => pdf(2)) },
		{ route: '/fichiers/apercu/[id]', path: '', reach: lookedAt('abime.pdf', () => Promise.resolve(Buffer.from('%PDF-1.7 rien'))) },
		{ route: '/casier/[id]', path: '', reach: async (page) => void (await page.goto(`/casier/${(await handedIn(page)).id}`)) },
		{ route: '/casier/[id]', path: '', reach: returnedHere },
		{ route: '/casier/[id]/rendre', path: '', reach: async (page) => void (await page.goto(`/casier/${(await given(page, EVERYTHING)).id}/rendre`)) },
		{ route: '/casier/[id]/rendre/joindre', path: '', reach: async (page) => void (await page.goto(`/casier/${(await given(page)).id}/rendre/joindre?comme=photos`)) },
		{ route: '/casier/accuse/[submission]', path: '', reach: async (page) => void (await page.goto(`/casier/accuse/${(await handedIn(page)).submissionId}`)) }
	],
	'sophie.martin': ['/accueil', '/messagerie', '/annuaire', '/actualites', '/compte', '/notifications', '/notifications?non-lues', '/compte/notifications'].map((path) => at(path)),
	'helene.durand': [
		...['/accueil', '/messagerie', '/messagerie/ecrire', '/annuaire', '/annuaire?q=martin', '/annuaire/groupes/nouveau', '/compte'].map((path) => at(path)),
		through('/annuaire/classe/[id]', '/annuaire', /^\/annuaire\/classe\/[^/]+$/),
		PERSON,
		...[
			'/casier',
			'/casier?etat=brouillons',
			'/casier/nouveau',
			'/casier/nouveau?type=casier',
			'/casier/nouveau?type=document',
			'/casier/calendrier',
			'/casier/bibliotheque',
			'/casier/remplacement'
		].map((path) => at(path)),
		{ route: '/casier/[id]/modifier', path: '', reach: ofDraft('modifier') },
		{ route: '/casier/[id]/modifier/joindre', path: '', reach: ofDraft('modifier/joindre') },
		{ route: '/casier/[id]/copier', path: '', reach: ofDraft('copier') },
		{ route: '/casier/[id]/partage', path: '', reach: ofDraft('partage') },
		{ route: '/casier/[id]/equipes', path: '', reach: ofDraft('equipes') },
		{ route: '/casier/[id]/depots', path: '', reach: async (page) => void (await page.goto(`/casier/${(await toMark(page)).id}/depots`)) },
		{ route: '/casier/[id]/corriger/[pupil]', path: '', reach: correctOne('') },
		{ route: '/casier/[id]/corriger/[pupil]/joindre', path: '', reach: correctOne('/joindre') },
		{ route: '/casier/[id]/corriger/[pupil]', path: '', reach: returnedOne },
		{ route: '/casier/classe/[id]', path: '', reach: classOfOne },
		{ route: '/casier/zip/[id]', path: '', reach: zipOfOne },
		at('/casier/phrases'),
		at('/casier/zip'),
		{ route: '/messagerie/lectures/[message]', path: '', reach: readersOfOne },
		{ route: '/messagerie/retirer/[message]', path: '', reach: recallOne },
		at('/messagerie/absence')
	],
	'nadia.lefevre': [at('/accueil'), at('/annuaire')],
	'philippe.moreau': [
		...['/accueil', '/administration', '/administration/communication', '/administration/communication/pourquoi', '/administration/comptes', '/administration/doublons'].map(
			(path) => at(path)
		),
		...[
			'/administration/fiches',
			'/administration/imports',
			'/administration/import-csv',
			'/administration/invite',
			'/administration/messagerie',
			'/administration/notifications',
			'/actualites',
			'/actualites/nouvelle',
			'/compte/deuxieme-facteur'
		].map((path) => at(path)),
		through('/administration/comptes/[id]', '/administration/comptes?q=martin', /^\/administration\/comptes\/[^/]+$/),
		{ route: '/administration/import-csv/[id]', path: '', reach: uploadList },
		through('/annuaire/personne/[id]/code', '/annuaire?q=martin', /^\/annuaire\/personne\/[^/]+$/),
		through('/actualites/[id]', '/actualites', /^\/actualites\/[0-9a-f-]{36}$/)
	],
	'claire.besson': [
		...['/accueil', '/etablissements/nouveau', '/actualites', '/actualites/nouvelle', '/annuaire', '/messagerie'].map((path) => at(path)),
		through('/actualites/[id]/modifier', '/actualites', /^\/actualites\/[0-9a-f-]{36}$/),
		{ route: '/etablissements/[id]', path: '', reach: firstSchool }
	],
	'olivier.renaud': [at('/accueil'), at('/messagerie')],
	'maud.fabre': [
		...[
			'/accueil',
			'/exploitation',
			'/exploitation/courrier',
			'/exploitation/imports',
			'/exploitation/journal',
			'/exploitation/messagerie',
			'/exploitation/travaux',
			'/compte'
		].map((path) => at(path)),
		through('/exploitation/imports/[id]', '/exploitation/imports', /^\/exploitation\/imports\/[^/]+$/)
	]
};

/** Go where the visit leads, by the link a person would press when there is an id in the address. */
export async function visit(page: Page, { path, route, find, reach }: Visit): Promise<void> {
	if (reach) return reach(page);
	if (!find) return void (await page.goto(path));
	await page.goto(find.on);
	const links = await page
		.getByRole('main')
		.getByRole('link')
		.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
	const found = links.find((href) => find.link.test(href.replace(/\?.*/, '')));
	if (found === undefined) throw new Error(`nothing on ${find.on} leads to ${route}`);
	// What stands behind the id is reached by a button of that page.
	const [, behind = ''] = /\]\/(.+)$/.exec(route) ?? [];
	await page.goto(behind ? `${found}/${behind}` : found);
}
