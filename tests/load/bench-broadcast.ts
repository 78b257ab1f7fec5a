/**
 * `node tests/load/bench-broadcast.ts`: a message to 130,000 guardians, with all they are told of it, while others read
 * their mailboxes. Processor seconds beside elapsed ones.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fill, giveReaders, openHouse, times } from './messaging-site.ts';
import { openSite, quantile, say } from './site.ts';

const CALLS = 400;

const site = await openSite('broadcast');

/** Seconds of processor: this process, and PostgreSQL with the backends that are there and those that were. */
function processorSeconds(): { node: number; database: number } {
	const { user, system } = process.cpuUsage();
	let ticks = 0;
	for (const pid of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
		try {
			const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
			const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
			const own = Number(pid) === site.pid;
			if (!own && Number(fields[1]) !== site.pid) continue;
			ticks += Number(fields[11]) + Number(fields[12]) + (own ? Number(fields[13]) + Number(fields[14]) : 0);
		} catch {
			// It has ended meanwhile.
		}
	}
	return { node: (user + system) / 1e6, database: ticks / 100 };
}

try {
	const house = await openHouse(site, 'bench');
	const { admin, app, department, readers } = house;
	await fill(house, 10_000);
	await giveReaders(house);

	/** When the last mailbox was served, in milliseconds after the jobs began. */
	let reachedAt = 0;

	/** What a worker does with the outbox: the delivery, then two at once of what it enqueued. */
	async function runJobs(): Promise<void> {
		const started = performance.now();
		const take = async () =>
			(
				await admin.query<{ job: string; data: Record<string, unknown> }>(
					`delete from core.outbox where id in (select id from core.outbox where job like 'messaging.deliver' or job like 'notifications.spread%' order by id limit 2) returning job, data`
				)
			).rows;
		for (let rows = await take(); rows.length > 0; rows = await take()) {
			await Promise.all(rows.map((row) => app.jobs.find((one) => one.name === row.job)?.run(row.data)));
			if (rows.some((row) => row.job === 'messaging.deliver')) reachedAt = performance.now() - started;
		}
		await admin.query('delete from core.outbox');
	}

	say(`# A message to 130,000 guardians, one in two with a confirmed address · ${cpus().length} cores (${cpus()[0]?.model ?? '?'}), Node ${process.version}`);
	await admin.query(`insert into identity.contact (person_id, email, email_verified_at)
		select person_id, person_id || '@exemple.fr', now() from (select person_id, row_number() over () as n from directory.role where profile = 'guardian') g where n % 2 = 0 on conflict do nothing`);
	await admin.query('vacuum analyze');
	await times(house, 'messaging.inbox', readers, () => ({}), CALLS);
	const alone = await times(house, 'messaging.inbox', readers, () => ({}), CALLS);
	say(`inbox alone: median ${quantile(alone, 0.5).toFixed(2)} ms, p95 ${quantile(alone, 0.95).toFixed(2)} ms`);
	for (let round = 0; round < 3; round++) {
		const before = processorSeconds();
		const started = performance.now();
		const sent = await app.call('messaging.send', department, { to: ['everywhere:guardians'], subject: 'Reprise', body: 'Bonjour', key: randomUUID() });
		if (!sent.ok) throw new Error(sent.code);
		const accepted = performance.now() - started;
		const running = performance.now();
		let over = false;
		const work = runJobs().then(() => {
			over = true;
			return performance.now() - running;
		});
		const during: number[] = [];
		while (!over) during.push(...(await times(house, 'messaging.inbox', readers, () => ({}), 50)));
		const done = await work;
		during.sort((a, b) => a - b);
		const after = processorSeconds();
		const { rows } = await admin.query<{ entries: number; notices: number; deliveries: number }>(
			`select (select count(*)::int from messaging.entry where message_id = $1) as entries, (select count(*)::int from notifications.notice where event_id = e.id) as notices,
				(select count(*)::int from notifications.delivery where event_id = e.id) as deliveries from notifications.event e where e.kind = 'message' and e.key = $1::text`,
			[sent.value.messageId]
		);
		say(
			`accepted in ${accepted.toFixed(0)} ms (goal ≤ 300); in every mailbox and centre after ${(reachedAt / 1000).toFixed(1)} s (goal ≤ 20), ways out worked out after ${(done / 1000).toFixed(1)} s; processor: database ${(after.database - before.database).toFixed(1)} s, Node ${(after.node - before.node).toFixed(1)} s, inboxes read meanwhile included; ${JSON.stringify(rows[0])}`
		);
		say(
			`inbox meanwhile: median ${quantile(during, 0.5).toFixed(2)} ms, p95 ${quantile(during, 0.95).toFixed(2)} ms, ${(quantile(during, 0.95) / quantile(alone, 0.95)).toFixed(2)} × alone (goal ≤ 2), ${during.length} calls`
		);
	}
	const counted = performance.now();
	await app.call('messaging.count-recipients', department, { to: ['everywhere:guardians'] });
	say(`counted before sending in ${(performance.now() - counted).toFixed(0)} ms`);
} finally {
	await site.close();
}
