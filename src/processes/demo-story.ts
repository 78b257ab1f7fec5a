/** What happened in the demo département before one opens it: news, and messages between its people. */
import { sql } from 'kysely';
import type { App } from '#app';

interface Next {
	name: string;
	input: Record<string, unknown>;
}

interface Act {
	login: string;
	name: string;
	input(app: App): Promise<Record<string, unknown>> | Record<string, unknown>;
	/** What the same person does next with what came of it. */
	then?: (made: { id: string }) => Next;
}

const publish = ({ id }: { id: string }): Next => ({ name: 'publications.publish-news', input: { id } });

async function idOf(app: App, login: string): Promise<string> {
	const person = await app.database.system((db) => db.selectFrom('directory.person').select('id').where('login', '=', login).executeTakeFirstOrThrow());
	return person.id;
}

async function firstClass(app: App): Promise<{ id: string; school: string }> {
	const { rows } = await app.database.system((db) =>
		sql<{ id: string; school: string }>`
		select m.group_id as id, m.school_id as school from directory.membership m join directory.person p on p.id = m.person_id
		join directory.groups g on g.id = m.group_id and g.kind = 'class' where p.login = 'lea.martin'`.execute(db)
	);
	if (!rows[0]) throw new Error('Léa has no class');
	return rows[0];
}

function news(login: string, title: string, body: string, more: Record<string, unknown> = {}): Act {
	return {
		login,
		name: 'publications.create-news',
		then: publish,
		input: async (app) => ({
			title,
			body,
			...(more.school ? { schoolId: (await firstClass(app)).school } : { audience: 'public' }),
			...Object.fromEntries(Object.entries(more).filter(([key]) => key !== 'school'))
		})
	};
}

function message(login: string, key: number, subject: string, body: string, to: (app: App) => Promise<string[]>): Act {
	return { login, name: 'messaging.send', input: async (app) => ({ to: await to(app), subject, body, key: `01900000-0000-7000-8000-${String(key).padStart(12, '0')}` }) };
}

export function demoStory(now: Date): Act[] {
	const tomorrow = new Date(now.getTime() + 86_400_000).toISOString();
	const person = (login: string) => async (app: App) => [`person:${await idOf(app, login)}`];
	const ofClass = (part: string) => async (app: App) => [`group:${(await firstClass(app)).id}:${part}`];
	return [
		news(
			'claire.besson',
			'Première connexion : le guide en 3 minutes',
			'Vous avez reçu une lettre du collège avec un code. Ouvrez « J’ai reçu un code d’activation », écrivez le code et votre nom, puis choisissez un mot de passe.',
			{ link: '/aide', linkLabel: 'Lire le guide' }
		),
		news(
			'claire.besson',
			'Préau s’ouvre dans tous les collèges',
			'Messagerie, annuaire, actualités : un seul espace pour les élèves, les familles et les équipes. Une question ? Le collège de votre enfant vous répond.',
			{ importance: 'important' }
		),
		news('claire.besson', 'Conseils de classe du premier trimestre', 'Ils auront lieu du 30 novembre au 11 décembre. Chaque collège publie ses dates ici.', { startsAt: tomorrow }),
		news('philippe.moreau', 'Réunion des parents de 5e', 'Jeudi à 18 h, en salle polyvalente. Les professeurs principaux présentent l’année, puis répondent à vos questions.', {
			school: true
		}),
		message(
			'helene.durand',
			1,
			'Organisation des cours de mathématiques',
			'Bonjour,\n\nChaque lundi, la leçon et les exercices de la semaine sont annoncés ici. Un contrôle court a lieu le vendredi.\n\nJe réponds à vos questions jusqu’à 18 h.\n\nHélène Durand',
			ofClass('guardians')
		),
		message(
			'helene.durand',
			2,
			'Correction de l’exercice 9',
			'Bonjour à tous,\n\nVous trouverez la correction au tableau demain. Refaites d’abord la question 3 : le signe est à surveiller.',
			ofClass('pupils')
		),
		message(
			'nadia.lefevre',
			3,
			'Sortie au Louvre : rendez-vous',
			'Le rendez-vous est à 8 h 15 devant la grille. Prévoyez un pique-nique et des chaussures confortables.',
			ofClass('pupils')
		),
		message(
			'sophie.martin',
			4,
			'Absence de Léa vendredi',
			'Bonjour Madame,\n\nLéa aura un rendez-vous médical vendredi matin. Pourra-t-elle faire le contrôle lundi ?\n\nMerci,\nSophie Martin',
			person('helene.durand')
		),
		message(
			'philippe.moreau',
			5,
			'Conseil pédagogique de mardi',
			'L’ordre du jour : évaluations communes, dates du brevet blanc, accueil des élèves sans ordinateur.',
			person('helene.durand')
		)
	];
}
