/**
 * `node tests/load/bench-messaging.ts [millions …]`: a mailbox page, a conversation and the unread count with
 * few and with many entries in the table, and a search over the 20,000 messages of one person. Each size is a database
 * of its own on one server, and they are measured in turn, round by round: what the machine does besides meets all of them.
 */
import { cpus } from 'node:os';
import { type House, fill, giveReaders, openHouse, times } from './messaging-site.ts';
import { median, openSite, quantile, say } from './site.ts';

const CALLS = 400;
/** Of CALLS each; one that the machine disturbed does not count. */
const ROUNDS = 11;
/** Of the person who searches. */
const MAILBOX = 20_000;
const SEARCHES = 25;
const sizes = [10_000, ...process.argv.slice(2).map((millions) => Number(millions) * 1_000_000)];

const site = await openSite('messaging');
try {
	say(`# Messaging · ${cpus().length} cores (${cpus()[0]?.model ?? '?'}), Node ${process.version}; database on the same machine`);
	const houses: House[] = [];
	for (const size of sizes) {
		const house = await openHouse(site, `entries_${size}`);
		await fill(house, size);
		await giveReaders(house);
		houses.push(house);
	}
	const threads = await Promise.all(
		houses.map(({ admin, readers }) =>
			Promise.all(
				readers.map(
					async (reader) => (await admin.query<{ thread_id: string }>('select thread_id from messaging.entry where account_id = $1 limit 1', [reader.id])).rows[0]?.thread_id ?? ''
				)
			)
		)
	);
	const asked = {
		'messaging.inbox': () => ({}),
		'messaging.unread-count': () => ({}),
		'messaging.thread': (house: number, at: number) => ({ id: threads[house]?.[at % (houses[house]?.readers.length ?? 1)] })
	} satisfies Record<string, (house: number, at: number) => object>;
	for (const [name, input] of Object.entries(asked) as [keyof typeof asked, (house: number, at: number) => object][]) {
		const measure = (at: number, calls: number) => times(houses[at] as House, name, (houses[at] as House).readers, (call) => input(at, call), calls);
		// Before the engine has compiled what it runs, nothing is measured.
		for (const at of houses.keys()) await measure(at, CALLS * 10);
		const rounds: { p50: number; p95: number }[][] = houses.map(() => []);
		for (let round = 0; round < ROUNDS; round++) {
			for (const turn of houses.keys()) {
				const at = (turn + round) % houses.length;
				const taken = await measure(at, CALLS);
				rounds[at]?.push({ p50: quantile(taken, 0.5), p95: quantile(taken, 0.95) });
			}
		}
		say(`\n## ${name}, ${ROUNDS} rounds of ${CALLS} calls, the middle one of each`);
		const p95s = rounds.map((taken) => median(taken.map((round) => round.p95)));
		for (const [at, size] of sizes.entries()) {
			const medians = median((rounds[at] ?? []).map((round) => round.p50));
			say(
				`${size.toLocaleString('fr-FR').padStart(11)} entries: median ${medians.toFixed(2)} ms, p95 ${(p95s[at] ?? 0).toFixed(2)} ms, ${((p95s[at] ?? 0) / (p95s[0] ?? 1)).toFixed(2)} × the smallest`
			);
		}
		say(`p95 widest / narrowest ${(Math.max(...p95s) / Math.min(...p95s)).toFixed(2)} (goal ≤ 1.15)`);
	}

	say(`\n## Search over ${MAILBOX.toLocaleString('fr-FR')} messages of one person`);
	const largest = houses.at(-1) as House;
	const [searcher = largest.department] = largest.readers;
	await largest.admin.query(
		`insert into messaging.entry (message_id, account_id, thread_id, sent_at, read_at) select id, $1, thread_id, sent_at, now() from messaging.message limit ${MAILBOX} on conflict do nothing`,
		[searcher.id]
	);
	await largest.admin.query('vacuum analyze messaging.entry');
	for (const q of ['réunion', 'bonjour', 'theatre', 'mathematiques brevet', 'document 1999']) {
		const taken: number[] = [];
		let found = 0;
		for (let at = 0; at < SEARCHES; at++) {
			const started = performance.now();
			const answer = await largest.app.call('messaging.search', searcher, { q });
			if (!answer.ok) throw new Error(answer.code);
			taken.push(performance.now() - started);
			found = answer.value.messages.length;
		}
		taken.sort((a, b) => a - b);
		say(`${q.padEnd(24)} median ${quantile(taken, 0.5).toFixed(0)} ms, worst ${taken.at(-1)?.toFixed(0) ?? ''} ms of ${SEARCHES} (goal ≤ 150), ${found} on the first page`);
	}
} finally {
	await site.close();
}
