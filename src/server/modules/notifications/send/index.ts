/** The sender: what is due leaves by its channel, at most once. */
import { sql } from 'kysely';
import type { JobTools } from '#platform/jobs';
import { refusalOf } from '#platform/mail';
import { markBounced } from '../bounce.ts';
import { BATCH, claim, settle, type Due } from './claim.ts';
import { mailFor, pushFor, smsFor } from './words.ts';

/** Tried again after so many minutes, so many times, when it was certainly not taken. */
const PAUSES = [2, 10, 60, 240];

export async function sendDue(tools: JobTools): Promise<void> {
	for (;;) {
		const now = tools.clock.now();
		const lines = await tools.database.system((db) => claim(db, now));
		if (lines.length === 0) return;
		await Promise.all(groups(lines).map((group) => sendGroup(tools, group)));
		if (lines.length < BATCH) return;
	}
}

type Group = [Due, ...Due[]];

/** Mails of one person go together; a push and a text message each stand alone. */
function groups(lines: readonly Due[]): Group[] {
	const made = new Map<string, Group>();
	for (const line of lines) {
		const key = line.channel === 'email' && !line.moot && !line.urgent ? `${line.account_id}` : `${line.account_id} ${line.event_id} ${line.channel}`;
		const group = made.get(key);
		if (group) group.push(line);
		else made.set(key, [line]);
	}
	return [...made.values()];
}

async function sendGroup(tools: JobTools, group: Group): Promise<void> {
	const outcome = group[0].moot ? 'skipped' : await attempt(tools, group);
	await tools.database.system((db) => settle(db, group, outcome));
}

async function attempt(tools: JobTools, group: Group): Promise<'sent' | 'failed' | 'skipped' | { again: Date }> {
	const [line] = group;
	try {
		if (line.channel === 'email') return await byMail(tools, group);
		if (line.channel === 'push') return await byPush(tools, line);
		if (line.mobile === null) return 'skipped';
		await tools.ports.sms.send({ to: line.mobile, text: smsFor(tools.config, line) });
		return 'sent';
	} catch (error) {
		tools.log.warn({ channel: line.channel, code: (error as { code?: string }).code }, 'notification not sent');
		// Beyond this point nobody knows whether it was taken: never twice.
		if (!refused(error)) return 'failed';
		const pause = PAUSES[line.tries - 1];
		return pause === undefined ? 'failed' : { again: new Date(tools.clock.now().getTime() + pause * 60_000) };
	}
}

/** Nobody was there, or whoever was said « later »: certainly not taken. */
function refused(error: unknown): boolean {
	const { code, cause, responseCode } = error as { code?: string; cause?: { code?: string }; responseCode?: number };
	return (
		['ECONNREFUSED', 'ENOTFOUND', 'EDNS', 'EAUTH'].includes(code ?? cause?.code ?? '') ||
		(responseCode !== undefined && responseCode >= 400 && responseCode < 500) ||
		(code === 'ESOCKET' && /ECONNREFUSED/.test(String((error as Error).message)))
	);
}

async function byMail(tools: JobTools, group: Group): Promise<'sent' | 'failed' | 'skipped'> {
	const { email } = group[0];
	if (email === null) return 'skipped';
	try {
		await tools.ports.mail.send(mailFor(tools.config, group, email));
		return 'sent';
	} catch (error) {
		const reason = refusalOf(error);
		if (reason === null) throw error;
		await tools.database.system((db) => markBounced(db, email, reason, tools.clock.now()));
		return 'failed';
	}
}

/** To every browser that asked. Those that are gone are forgotten; one that was reached is enough. */
async function byPush(tools: JobTools, line: Due): Promise<'sent' | 'failed' | 'skipped'> {
	const browsers = await tools.database.system((db) => db.selectFrom('notifications.push_subscription').selectAll().where('account_id', '=', line.account_id).execute());
	if (browsers.length === 0) return 'skipped';
	const payload = pushFor(line);
	const results = await Promise.allSettled(browsers.map((one) => tools.ports.push.send({ endpoint: one.endpoint, p256dh: one.p256dh, auth: one.auth_secret }, payload, line)));
	const gone = browsers.filter((_one, at) => results[at]?.status === 'fulfilled' && (results[at] as { value?: string }).value === 'gone').map((one) => one.id);
	if (gone.length > 0) await tools.database.system((db) => sql`delete from notifications.push_subscription where id = any (${gone}::uuid[])`.execute(db));
	if (results.some((one) => one.status === 'fulfilled' && one.value === 'sent')) return 'sent';
	const failed = results.find((one) => one.status === 'rejected');
	if (failed) throw failed.reason;
	return 'skipped';
}
