/**
 * The casier of the demo before one opens it: each class has work that is over, work that is due, and drafts of
 * its teachers; some of it handed in. By the real commands, ten days ago and today.
 */
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import { parisDay } from '#kernel/paris-time';
import type { App, Name } from '#app';
import { PERSONAS } from '#modules/directory';

const DAY_MS = 86_400_000;
/** Classes prepared at once: as many as the demo has connections. */
const AT_ONCE = 4;
/** People one can log in as come first. */
const KNOWN = PERSONAS.map((persona) => persona.login);
/** When the works that are over by now were given. */
export const BEFORE_MS = 10 * DAY_MS;

interface Idea {
	subject: string;
	over: string;
	/** From the 6e to the 3e. */
	due: readonly [string, string, string, string];
	draft: string;
	/** Says so of its instructions. */
	ask: string;
}

/** By the first signs of the national code of a subject. */
const IDEAS: Record<string, Idea> = {
	'0207': {
		subject: 'Français',
		over: 'Lecture\u202f: le premier chapitre',
		due: ['Décrire son cartable', 'Écrire la suite du récit', 'Lettre à un personnage', 'Un dialogue argumenté'],
		draft: 'Dictée préparée n° 4',
		ask: 'Une vingtaine de lignes. Relis-toi à voix haute avant de rendre.'
	},
	'0613': {
		subject: 'Mathématiques',
		over: 'Exercices 8 et 9 page 61',
		due: ['Exercices 4 à 7 page 42', 'Exercices 12 à 15 page 87', 'Calcul littéral\u202f: série 2', 'Fonctions\u202f: lire un graphique'],
		draft: 'Contrôle à la maison\u202f: fractions',
		ask: 'Écris les étapes du calcul. Une photo du cahier convient.'
	},
	'0437': {
		subject: 'Histoire-géographie',
		over: 'Carte à compléter',
		due: ['Croquis du quartier', 'Étude de document\u202f: la ville et ses quartiers', 'Biographie d’un navigateur', 'Questions sur un discours'],
		draft: 'Frise de la période',
		ask: 'Réponds aux quatre questions par des phrases.'
	},
	'0302': {
		subject: 'Anglais',
		over: 'Vocabulary: my house',
		due: ['Se présenter en une minute', 'My favourite place', 'A day in London', 'Talk about a film'],
		draft: 'Listening: at the station',
		ask: 'Enregistre-toi\u202f: nom, âge, ce que tu aimes, ce que tu n’aimes pas.'
	},
	'0629': {
		subject: 'SVT',
		over: 'Schéma de la graine',
		due: ['Dessin d’une feuille', 'Compte rendu d’observation', 'Schéma d’un volcan', 'Expliquer un caryotype'],
		draft: 'Fiche sur la respiration',
		ask: 'Un dessin légendé et trois phrases.'
	},
	'0638': {
		subject: 'Physique-chimie',
		over: 'Mesurer un volume',
		due: ['Trier des mélanges', 'Schéma d’un circuit', 'Mesurer une tension', 'Calculer une vitesse'],
		draft: 'Masse et volume\u202f: exercices',
		ask: 'Trace à la règle, au crayon, puis prends une photo.'
	}
};

interface ClassLine {
	id: string;
	label: string;
	teachers: { id: string; code: string }[];
	pupils: string[];
	/** Somebody one can log in as teaches it, or is in it. */
	known: boolean;
}

async function classesOf(app: App): Promise<ClassLine[]> {
	const { rows } = await app.database.system((db) =>
		sql<ClassLine>`
		select g.id, g.label,
			(select coalesce(jsonb_agg(jsonb_build_object('id', t.person_id, 'code', t.code) order by t.known desc, t.code), '[]') from (
				select distinct on (left(m.subject, 4)) m.person_id, left(m.subject, 4) as code, p.login = any (${KNOWN}) as known
				from directory.membership m join directory.person p on p.id = m.person_id
				where m.group_id = g.id and m.role = 'teacher' and left(m.subject, 4) = any (${Object.keys(IDEAS)}) order by left(m.subject, 4), m.person_id) t) as teachers,
			array(select m.person_id from directory.membership m join directory.person p on p.id = m.person_id
				where m.group_id = g.id and m.role = 'pupil' order by p.login = any (${KNOWN}) desc, p.family_name, p.id limit 6) as pupils,
			exists (select from directory.membership m join directory.person p on p.id = m.person_id where m.group_id = g.id and p.login = any (${KNOWN})) as known
		from directory.groups g where g.kind = 'class' and g.status = 'active' order by g.school_id, g.label`.execute(db)
	);
	return rows;
}

/** Acts of many people, most of whom have not come yet: what they are is in the directory. */
function actors(app: App): (id: string) => Promise<Person> {
	const known = new Map<string, Promise<Person>>();
	return (id) => {
		const person = known.get(id) ?? actorOf(app, id);
		known.set(id, person);
		return person;
	};
}

async function actorOf(app: App, id: string): Promise<Person> {
	const roles = await app.database.system((db) => db.selectFrom('directory.role').select(['profile', 'school_id as schoolId', 'delegate']).where('person_id', '=', id).execute());
	const [first] = roles;
	if (!first) throw new Error(`demo: ${id} is nobody`);
	return { kind: 'person', id, sessionId: id, roles, profile: first.profile, locale: 'fr', pending: null, secondFactorAt: null };
}

async function act<N extends Name>(app: App, name: N, actor: Person, input: Record<string, unknown>) {
	const done = await app.call(name, actor, input);
	if (!done.ok) throw new Error(`demo: ${name}: ${done.code} ${JSON.stringify(done.fields)}`);
	return done.value;
}

/**
 * Most pupils and families of the demo have no account: nobody is there to be told that work has opened. And what was
 * handed in before one came rings nowhere. So the first minute of a demo is not spent on telling.
 */
async function tellNobody(app: App): Promise<void> {
	await app.database.system(async (db) => {
		await sql`delete from core.outbox o where o.job = 'assignments.announce' and not exists (
			select from assignments.target t join directory.membership m on m.group_id = t.group_id and m.role = 'pupil'
				left join directory.guardianship g on g.pupil_id = m.person_id
				join directory.person p on p.id in (m.person_id, g.guardian_id) and p.login = any (${KNOWN})
			where t.assignment_id = (o.data->>'assignmentId')::uuid)`.execute(db);
		await sql`delete from core.outbox o using notifications.event e
			where o.job = 'notifications.spread' and e.id = (o.data->>'eventId')::uuid and e.kind in ('receipt', 'handin')`.execute(db);
	});
}

async function eachClass(app: App, work: (line: ClassLine, place: number, actorOf: (id: string) => Promise<Person>) => Promise<void>): Promise<void> {
	const classes = await classesOf(app);
	const actorOf = actors(app);
	let next = 0;
	await Promise.all(
		Array.from({ length: AT_ONCE }, async () => {
			for (let place = next++; place < classes.length; place = next++) {
				const line = classes[place];
				if (line) await work(line, place, actorOf);
			}
		})
	);
}

/** « 6e A » is the first of four years. */
function levelOf(label: string): 0 | 1 | 2 | 3 {
	const level = 6 - Number.parseInt(label, 10);
	return level === 1 || level === 2 || level === 3 ? level : 0;
}

/** `2026-11-27T18:00` in Paris, so many days after a moment; never on a Saturday or Sunday. */
function evening(from: Date, days: number, hour = '18:00'): string {
	const at = new Date(from.getTime() + days * DAY_MS);
	const weekday = new Date(`${parisDay(at)}T12:00:00Z`).getUTCDay();
	const monday = weekday === 6 ? 2 : weekday === 0 ? 1 : 0;
	return `${parisDay(new Date(at.getTime() + monday * DAY_MS))}T${hour}`;
}

async function give(app: App, teacher: Person, input: Record<string, unknown>): Promise<string> {
	const made = await act(app, 'assignments.create-assignment', teacher, input);
	await act(app, 'assignments.publish-assignment', teacher, { id: made.id });
	return made.id;
}

async function handIn(app: App, pupil: Person, assignmentId: string, body: string): Promise<void> {
	const begun = await act(app, 'assignments.begin-submission', pupil, { assignmentId });
	await act(app, 'assignments.hand-in', pupil, { submissionId: begun.id, body });
}

/** With an app whose clock stands ten days back: work that is over today, handed in by some. */
export async function tellCasierBefore(app: App): Promise<void> {
	await eachClass(app, async (line, place, actorOf) => {
		const [teacher] = line.teachers;
		const idea = teacher && IDEAS[teacher.code];
		if (!idea) return;
		const now = app.engine.clock.now();
		const id = await give(app, await actorOf(teacher.id), {
			title: idea.over,
			subject: idea.subject,
			body: idea.ask,
			groupIds: [line.id],
			expects: ['text', 'file', 'photo'],
			minutes: 20,
			dueAt: evening(now, 5),
			grace: 2
		});
		if (!line.known) return;
		for (const pupil of line.pupils.slice(0, 2 + (place % 3))) await handIn(app, await actorOf(pupil), id, 'J’ai fait tout l’exercice. Je n’ai pas compris la dernière question.');
	});
	await tellNobody(app);
}

/** Today: work that is due, one more that only opens tomorrow in some classes, a draft, and for two classes a box and a document. */
export async function tellCasier(app: App): Promise<void> {
	await eachClass(app, async (line, place, actorOf) => {
		const now = app.engine.clock.now();
		const taught = line.teachers.flatMap((teacher) => {
			const idea = IDEAS[teacher.code];
			return idea ? [{ ...teacher, idea }] : [];
		});
		// One class has three works on one day: the calendar says so.
		const crowded = line.label === '5e B';
		for (const [at, { id: teacherId, idea }] of taught.slice(0, 3).entries()) {
			const teacher = await actorOf(teacherId);
			const audio = idea.subject === 'Anglais';
			const content = {
				subject: idea.subject,
				body: idea.ask,
				groupIds: [line.id],
				expects: audio ? ['audio', 'text'] : ['file', 'photo', 'text'],
				minutes: 20 + 10 * at,
				grace: 2
			};
			if (at === 0) await act(app, 'assignments.create-assignment', teacher, { ...content, title: idea.draft, dueAt: evening(now, 9) });
			const later = at === 1 && place % 4 === 3;
			const id = await give(app, teacher, {
				...content,
				title: idea.due[levelOf(line.label)],
				dueAt: evening(now, crowded ? 4 : 2 + ((place + at * 2) % 5)),
				...(at === 0 ? { marking: 'points', mostPoints: '20' } : {}),
				...(later ? { opensAt: evening(now, 1, '08:00') } : {})
			});
			// Not the first: what is to do is still to do when one logs in as her.
			if (at === 0 && line.known) for (const pupil of line.pupils.slice(1, 3)) await handIn(app, await actorOf(pupil), id, 'Voici mon travail.');
		}
		const [first] = taught;
		if (!first || !['5e B', '4e C', '3e A'].includes(line.label)) return;
		const teacher = await actorOf(first.id);
		const shared = { subject: first.idea.subject, groupIds: [line.id], dueAt: '' };
		await give(app, teacher, {
			...shared,
			kind: 'box',
			title: `Casier de la ${line.label}`,
			body: 'Dépose ici ce que tu veux me montrer, quand tu veux.',
			expects: ['file', 'photo', 'text']
		});
		await give(app, teacher, {
			...shared,
			kind: 'drop',
			title: 'Plan de travail de la semaine',
			body: 'Lundi\u202f: la leçon. Mardi et jeudi\u202f: les exercices. Vendredi\u202f: on corrige ensemble.',
			expects: ['file']
		});
	});
	await tellNobody(app);
}
