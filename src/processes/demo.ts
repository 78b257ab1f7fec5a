/** The demo département of an empty data folder, through the real import; and what is printed when Préau is ready. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { system, type Person } from '#kernel/actor';
import type { App, Name } from '#app';
import { createDemoPersonas, generateAaf, importAaf, PERSONAS, refreshSearchEverywhere } from '#modules/directory';
import { personById } from '#modules/identity';
import { loadConfig, markDemo, readDemo, type Config } from '#platform/config';
import { addresses } from '#platform/installation';
import { composeApp } from './compose.ts';
import { BEFORE_MS, tellCasier, tellCasierBefore } from './demo-casier.ts';
import { demoStory } from './demo-story.ts';

/** Fictional people, a password everybody may know. */
const PASSWORD = 'girafe velo neige tambour';
const SIZE = { schools: 3, pupils: 900, seed: 1 };

/** Fill an empty folder; leave any other alone. */
export async function prepareDemo(config: Config): Promise<void> {
	const app = composeApp(config, addresses(config), { process: 'demo', connections: 4 });
	try {
		const { rows } = await app.database.system((db) => sql<{ empty: boolean }>`select not exists (select from directory.school) as empty`.execute(db));
		if (!rows[0]?.empty || readDemo(config.data)) return;
		process.stderr.write('Création du département de démonstration…\n');
		const folder = join(config.data, 'demo-aaf');
		mkdirSync(folder, { recursive: true });
		generateAaf({ ...SIZE, out: folder });
		await importAaf(app.database, { path: folder });
		await app.database.system((db) => createDemoPersonas(db));
		await refreshSearchEverywhere(app.database);
		markDemo(config.data, { password: PASSWORD, ...SIZE });
	} finally {
		await app.close();
	}
	await activateAndTell();
}

async function activateAndTell(): Promise<void> {
	// Loaded again: it is a demo now.
	const config = loadConfig();
	await before(config);
	const app = composeApp(config, addresses(config), { process: 'demo', connections: 4 });
	try {
		const logins = PERSONAS.map((persona) => persona.login);
		const done = await app.call('identity.activate-all', system('demo'), { password: PASSWORD, logins });
		if (!done.ok) throw new Error(done.message);
		for (const act of demoStory(new Date())) await perform(app, act);
		await tellCasier(app);
	} finally {
		await app.close();
	}
}

/** What was over when one opens the demo: the same commands, on a day that is gone. */
async function before(config: Config): Promise<void> {
	const clock = { now: () => new Date(Date.now() - BEFORE_MS), random: (bytes: number) => randomBytes(bytes) };
	const app = composeApp(config, addresses(config), { process: 'demo', connections: 4, clock });
	try {
		await tellCasierBefore(app);
	} finally {
		await app.close();
	}
}

/** One act of the story, by the persona himself: the rules hold for the demo too. */
async function perform(app: App, act: ReturnType<typeof demoStory>[number]): Promise<void> {
	const actor = await app.database.system(async (db): Promise<Person | null> => {
		const person = await db.selectFrom('directory.person').select('id').where('login', '=', act.login).executeTakeFirst();
		return person ? personById(db, person.id, { sessionId: person.id, secondFactorAt: new Date() }) : null;
	});
	if (!actor) throw new Error(`no persona ${act.login}`);
	const result = await app.call(act.name as Name, actor, await act.input(app));
	if (!result.ok) throw new Error(`demo: ${act.name} as ${act.login}: ${result.code} ${result.message} ${JSON.stringify(result.fields)}`);
	if (act.then) {
		const next = act.then(result.value as { id: string });
		const again = await app.call(next.name as Name, actor, next.input);
		if (!again.ok) throw new Error(`demo: ${next.name}: ${again.message}`);
	}
}

export function printWelcome(config: Config, production: boolean): void {
	process.stdout.write(`\nPréau est prêt : ${config.origin}\n`);
	const demo = readDemo(config.data);
	if (production || !demo || typeof demo.password !== 'string') return;
	const rows = PERSONAS.map((persona) => [persona.profile, persona.login, persona.name, persona.about]);
	const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	const line = (row: (string | undefined)[]) =>
		row
			.map((cell, column) => (cell ?? '').padEnd(widths[column] ?? 0))
			.join('  ')
			.trimEnd();
	process.stdout.write(`\n${[line(['profil', 'identifiant', 'nom', 'qui']), ...rows.map(line)].join('\n')}\n\nMot de passe de toutes ces personnes : ${demo.password}\n`);
}
