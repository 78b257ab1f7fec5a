/** Mails with links, and what is swept at night. */
import { sql } from 'kysely';
import { uuidv7 } from '#kernel/ids';
import type { Db } from '#kernel/context';
import { writeAudit } from '#platform/audit';
import type { Job, JobTools } from '#platform/jobs';
import { m } from '#paraglide/messages.js';
import { issueCodes } from './codes.ts';
import { newToken } from './tokens.ts';

const LINK_MINUTES = { password: 60, email: 7 * 24 * 60 } as const;

export function identityJobs(tools: JobTools): Job[] {
	return [
		{ name: 'identity.send-verification', run: (data) => sendVerification(tools, String(data.personId)) },
		{ name: 'identity.send-code', run: (data) => sendCode(tools, String(data.personId)) },
		{ name: 'identity.send-reset', run: (data) => sendReset(tools, String(data.asked)) },
		{ name: 'identity.sweep', cron: '40 3 * * *', run: () => sweep(tools) }
	];
}

async function newLink(tools: JobTools, db: Db, personId: string, purpose: 'password' | 'email', email: string): Promise<string> {
	const now = tools.clock.now();
	const token = newToken((bytes) => tools.clock.random(bytes));
	await db
		.insertInto('identity.mail_link')
		.values({
			token_hash: token.hash,
			person_id: personId,
			purpose,
			email,
			created_at: now,
			expires_at: new Date(now.getTime() + LINK_MINUTES[purpose] * 60_000),
			used_at: null
		})
		.execute();
	return token.value;
}

async function sendVerification(tools: JobTools, personId: string): Promise<void> {
	const link = await tools.database.system(async (db) => {
		const contact = await db.selectFrom('identity.contact').selectAll().where('person_id', '=', personId).executeTakeFirst();
		if (!contact?.email || contact.email_verified_at) return null;
		return { to: contact.email, token: await newLink(tools, db, personId, 'email', contact.email) };
	});
	if (!link) return;
	await tools.ports.mail.send({
		to: link.to,
		subject: m.identity_mail_verify_subject(),
		text: m.identity_mail_verify_text({ link: `${tools.config.origin}/compte/verification/${link.token}` })
	});
}

/** To the address the directory knows; the code that is open is sent again. Who came meanwhile needs none. */
async function sendCode(tools: JobTools, personId: string): Promise<void> {
	const now = tools.clock.now();
	const random = (bytes: number) => tools.clock.random(bytes);
	const letter = await tools.database.system(async (db) => {
		const person = await db
			.selectFrom('directory.person as p')
			.leftJoin('identity.account as a', 'a.person_id', 'p.id')
			.select(['p.login', 'p.email', 'p.given_name', 'p.family_name'])
			.where('p.id', '=', personId)
			.where('p.status', '=', 'active')
			.where('a.person_id', 'is', null)
			.executeTakeFirst();
		if (!person?.email) return null;
		const issued = (await issueCodes({ db, now, random, id: () => uuidv7(now, random), ports: tools.ports }, [personId], 'activation')).get(personId);
		return issued ? { ...person, to: person.email, issued } : null;
	});
	if (!letter) return;
	const until = new Intl.DateTimeFormat('fr-FR', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Europe/Paris' }).format(letter.issued.expiresAt);
	await tools.ports.mail.send({
		to: letter.to,
		subject: m.identity_mail_code_subject(),
		text: m.identity_mail_code_text({
			name: `${letter.given_name} ${letter.family_name}`,
			login: letter.login,
			code: letter.issued.code,
			until,
			link: `${tools.config.origin}/activation`
		})
	});
}

/** `asked` is a login or an address: what the person typed on the page. Unknown ones end here, silently. */
async function sendReset(tools: JobTools, asked: string): Promise<void> {
	const links = await tools.database.system(async (db) => {
		const { rows } = await sql<{ id: string; login: string; email: string }>`
			select p.id, p.login, c.email from directory.person p
			join identity.account a on a.person_id = p.id
			join identity.contact c on c.person_id = p.id and c.email_verified_at is not null
			where p.status = 'active' and (p.id = (select l.person_id from directory.login l where l.login = ${asked}) or lower(c.email) = ${asked}) limit 20`.execute(db);
		const made = [];
		for (const row of rows) made.push({ ...row, token: await newLink(tools, db, row.id, 'password', row.email) });
		return made;
	});
	// Two parents may share one address: each account gets its own link.
	for (const link of links) {
		await tools.ports.mail.send({
			to: link.email,
			subject: m.identity_mail_reset_subject(),
			text: m.identity_mail_reset_text({ login: link.login, link: `${tools.config.origin}/mot-de-passe-oublie/${link.token}` })
		});
	}
}

/** Sessions a month after their end, used links, old counters. */
async function sweep(tools: JobTools): Promise<void> {
	const now = tools.clock.now();
	const month = new Date(now.getTime() - 30 * 86_400_000);
	await tools.database.system(async (db) => {
		await db
			.deleteFrom('identity.session')
			.where((eb) => eb.or([eb('expires_at', '<', month), eb('revoked_at', '<', month)]))
			.execute();
		await db.deleteFrom('identity.mail_link').where('expires_at', '<', now).execute();
		await db.deleteFrom('identity.activation_code').where('expires_at', '<', month).execute();
		await db
			.deleteFrom('identity.throttle')
			.where('window_start', '<', new Date(now.getTime() - 86_400_000))
			.execute();
		await writeAudit(db, {
			id: uuidv7(now, (bytes) => tools.clock.random(bytes)),
			at: now,
			command: 'identity.sweep',
			actorId: null,
			actorLabel: 'worker',
			outcome: 'done',
			refusalCode: null
		});
	});
}
