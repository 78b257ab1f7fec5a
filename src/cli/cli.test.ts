/** The command line as an operator or a script meets it: real processes, on an empty data folder of their own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { loadConfig } from '#platform/config';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'preau-cli-'));
const data = join(folder, 'data');
afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

async function preau(args: string[], env: NodeJS.ProcessEnv = {}) {
	const child = spawn(process.execPath, ['src/cli/main.ts', ...args], { cwd: ROOT, env: { ...process.env, PREAU_DATA: data, DATABASE_URL: '', SMTP_URL: '', ...env } });
	let stdout = '';
	let stderr = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
	const [status] = (await once(child, 'close')) as [number];
	return { status, stdout, stderr };
}

/** With `--json`, standard output is one JSON value, and nothing else is said anywhere. */
async function json(args: string[]): Promise<unknown> {
	const done = await preau([...args, '--json']);
	expect(done, args.join(' ')).toMatchObject({ status: 0, stderr: '' });
	return JSON.parse(done.stdout);
}

describe('a command that was mistyped is told in one line of French, and changes nothing', () => {
	test.each([
		[[], 'Quelle commande ?'],
		[['improt'], '« improt »'],
		[['import', 'aaf', '.', '--max-departures', '200'], '« 200 »'],
		[['accounts', 'activate', '--password', 'x'], '--all'],
		[['doctor', '--jsno'], '--jsno'],
		[['demo', 'personas'], 'démonstration'],
		[['demo', 'aaf', '--out', '/dev/null/ici'], '/dev/null/ici'],
		[['directory', 'name', 'pupil', '--given', 'A', '--family', 'B'], 'operator']
	])('preau %s', async (args, said) => {
		const done = await preau(args, { PREAU_DATA: join(folder, 'untouched') });
		expect(done).toMatchObject({ status: 1, stdout: '' });
		expect(done.stderr).toMatch(/^preau : [^\n]+\n$/);
		expect(done.stderr).toContain(said);
		expect(done.stderr).not.toMatch(/error:|unknown|missing|required|Did you/);
		expect(existsSync(join(folder, 'untouched/postgres'))).toBe(false);
	});

	test.each([
		['PORT', 'http'],
		['SMTP_URL', 'smtp.exemple.fr'],
		['DATABASE_URL', 'base.exemple.fr'],
		['DATABASE_OWNER_URL', 'mysql://base.exemple.fr/preau'],
		['PREAU_ORIGIN', 'ent.exemple.fr'],
		['PREAU_SECRET', 'aaaa']
	])('a value of %s that cannot be is refused by its name', (name, value) => {
		expect(() => loadConfig({ PREAU_DATA: join(folder, 'untouched'), [name]: value })).toThrow(new RegExp(`^${name} `));
	});

	test('asked for help, it helps', async () => {
		const done = await preau(['import', '--help']);
		expect(done).toMatchObject({ status: 0, stderr: '' });
		expect(done.stdout).toContain('undo');
		expect(done.stdout).not.toMatch(/Usage|Commands|display|default/);
	});
});

describe('on an empty folder, without a server', () => {
	const counts = ['created', 'restored', 'suspended', 'unchanged', 'updated'];
	const keys = (value: unknown) => Object.keys(value as object).sort();

	test('it prepares the database, answers, and stops what it started', async () => {
		expect(await json(['directory', 'stats'])).toEqual({ schools: [], people: 0, profiles: {}, suspended: 0 });
		expect(existsSync(join(data, 'postgres/postmaster.pid'))).toBe(false);
		expect(statSync(join(data, 'secret')).mode & 0o777).toBe(0o600);
		expect(statSync(data).mode & 0o006).toBe(0);
	}, 60_000);

	test.each(['SIGTERM', 'SIGINT'] as const)(
		'told to end by %s, a command takes the server it started with it',
		async (signal) => {
			const child = spawn(process.execPath, ['src/cli/main.ts', 'directory', 'stats'], { cwd: ROOT, env: { ...process.env, PREAU_DATA: data, DATABASE_URL: '' }, stdio: 'ignore' });
			const lock = join(data, 'postgres/postmaster.pid');
			await expect.poll(() => existsSync(lock), { timeout: 20_000, interval: 5 }).toBe(true);
			child.kill(signal);
			expect(await once(child, 'exit')).toEqual([signal === 'SIGTERM' ? 143 : 130, null]);
			await expect.poll(() => existsSync(lock), { timeout: 20_000 }).toBe(false);
		},
		60_000
	);

	test('an import prints the object that other tools rely on; undo puts everything back', async () => {
		const out = join(folder, 'aaf');
		expect((await preau(['demo', 'aaf', '--schools', '1', '--pupils', '20', '--seed', '7', '--out', out])).status).toBe(0);
		const tried = (await json(['import', 'aaf', out, '--dry-run'])) as Record<string, unknown>;
		expect(tried).toMatchObject({ run: null, dryRun: true });
		expect(await json(['import', 'list'])).toEqual([]);

		const done = (await json(['import', 'aaf', out])) as Record<string, Record<string, number>>;
		expect(keys(done)).toEqual(
			['run', 'dryRun', 'structures', 'classes', 'groups', 'pupils', 'guardians', 'staff', 'links', 'ignored', 'rejected', 'durationMs', 'peakMemoryBytes'].sort()
		);
		for (const what of ['structures', 'classes', 'groups', 'pupils', 'guardians', 'staff']) expect(keys(done[what]), what).toEqual(counts);
		expect(keys(done.links)).toEqual(['created', 'removed']);
		expect(keys(done.ignored)).toEqual(['unknownAttributes', 'unreferencedGuardians']);
		expect(done).toMatchObject({ run: expect.any(Number) as number, dryRun: false, pupils: { created: 20 }, rejected: [] });

		const run = String(done.run);
		expect(await json(['import', 'list'])).toMatchObject([{ run: done.run, status: 'applied' }]);
		expect(await json(['import', 'show', run])).toMatchObject({ run: done.run, status: 'applied' });
		expect(await json(['directory', 'stats'])).toMatchObject({ schools: [expect.anything()], profiles: { pupil: 20 } });
		await json(['import', 'undo', run]);
		expect(await json(['directory', 'stats'])).toMatchObject({ profiles: {} });
	}, 180_000);

	test('what is wrong with a delivery, a run or a login is one line, and exit code 1', async () => {
		writeFileSync(join(folder, 'notes.txt'), 'rien');
		for (const args of [
			['import', 'aaf', join(folder, 'nowhere'), '--json'],
			['import', 'aaf', join(folder, 'notes.txt'), '--json'],
			['import', 'show', '99', '--json'],
			['import', 'undo', '99', '--json'],
			['accounts', 'session', 'personne.ici', '--json'],
			['accounts', 'activate', '--all', '--password', 'girafe velo neige tambour', '--json']
		]) {
			const done = await preau(args);
			expect(done, args.join(' ')).toMatchObject({ status: 1, stdout: '' });
			expect(done.stderr, args.join(' ')).toMatch(/^preau : [^\n]+\n$/);
			expect(done.stderr, args.join(' ')).not.toContain('inattendue');
		}
	}, 180_000);

	test('a school opened by hand, its principal, his code; a session only for who has come', async () => {
		await json(['directory', 'create-school', '0921234S', '--name', 'Collège Sainte-Anne', '--city', 'Meudon']);
		const head = (await json(['directory', 'name-principal', '0921234S', '--given', 'Rose', '--family', 'Valland'])) as { login: string };
		expect(head.login).toBe('rose.valland');
		expect(await json(['accounts', 'code', head.login])).toMatchObject({ login: head.login, code: expect.stringMatching(/^\w{4}-?\w{4}$/) as string });
		expect((await preau(['accounts', 'session', head.login])).stderr).toBe("preau : Ce compte n'a pas encore été activé.\n");
	}, 180_000);

	test('the demo export is the same for the same options, to the byte', async () => {
		const [one, other] = [join(folder, 'one'), join(folder, 'other')];
		for (const out of [one, other]) expect((await preau(['demo', 'aaf', '--schools', '2', '--pupils', '30', '--seed', '5', '--out', out])).status).toBe(0);
		const files = readdirSync(one);
		expect(files.length).toBeGreaterThan(4);
		expect(readdirSync(other)).toEqual(files);
		for (const file of files) expect(readFileSync(join(one, file)).equals(readFileSync(join(other, file))), file).toBe(true);
	}, 60_000);

	test('those above the schools: named with a code, appointed, dismissed', async () => {
		const made = (await json(['directory', 'name', 'operator', '--given', 'Maud', '--family', 'Fabre'])) as { login: string };
		expect(made).toMatchObject({ login: 'maud.fabre', code: expect.stringMatching(/^\w{4}-\w{4}$/) as string });
		expect(await json(['directory', 'appoint', 'department', made.login])).toMatchObject({ login: made.login });
		expect((await preau(['directory', 'appoint', 'department', made.login])).stderr).toBe('preau : Cette personne a déjà ce rôle.\n');
		expect(await json(['directory', 'dismiss', 'department', made.login])).toMatchObject({ login: made.login });
	}, 180_000);

	test.runIf(process.getuid?.() === 0)(
		'as root beside the service, what is made belongs to whom the folder belongs',
		async () => {
			const theirs = join(folder, 'theirs');
			mkdirSync(theirs, { mode: 0o700 });
			// « daemon », which every system has.
			chownSync(theirs, 1, 1);
			chmodSync(folder, 0o755);
			expect(await preau(['directory', 'stats', '--json'], { PREAU_DATA: theirs })).toMatchObject({ status: 0, stderr: '' });
			for (const made of ['secret', 'postgres', 'run']) expect(statSync(join(theirs, made)).uid, made).toBe(1);
		},
		60_000
	);

	test('the days without school: shown, added for several zones, removed', async () => {
		const shown = async (args: string[]) => ((await json(['notifications', 'holidays', ...args])) as { holidays: { zones: string; first: string }[] }).holidays;
		expect(await shown(['AB', '2098-10-18', '2098-11-02', 'Vacances de la Toussaint'])).toContainEqual(expect.objectContaining({ zones: 'AB', first: '2098-10-18' }));
		expect(await shown(['a', '2098-10-18', '--remove'])).toContainEqual(expect.objectContaining({ zones: 'B', first: '2098-10-18' }));
		expect((await preau(['notifications', 'holidays', 'D', '2098-10-18', '2098-11-02', 'x'])).stderr).toBe('preau : Cette valeur ne convient pas.\n');
		expect((await preau(['notifications', 'holidays', 'A', '2098-10-18'])).stderr).toMatch(/^preau : Remplissez ce champ\./);
	}, 180_000);

	test('doctor says what is wrong, with a remedy, and exits 1 when something must be done', async () => {
		const done = await preau(['doctor', '--json'], { PREAU_DATA: join(folder, 'missing') });
		const found = JSON.parse(done.stdout) as { ok: boolean; checks: { name: string; state: string; remedy: string | null }[] };
		expect(done.status).toBe(1);
		expect(found.ok).toBe(false);
		for (const one of found.checks) expect(one.remedy === null, one.name).toBe(one.state === 'ok');
		expect(existsSync(join(folder, 'missing'))).toBe(false);
	});
});
