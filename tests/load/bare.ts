/**
 * What a page is measured against: a bare `node:http` handler that runs the very statements the page ran,
 * pipelined on one connection, and answers them as JSON. Started by the bench as a process of its own.
 */
import { createServer } from 'node:http';
import pg from 'pg';
import { addresses } from '#platform/installation';
import { loadConfig } from '#platform/config';

export interface Statement {
	role: 'app' | 'system';
	/** Which connection of the page ran it. */
	connection: number;
	name: string | undefined;
	text: string;
	values: unknown[];
}

const where = addresses(loadConfig());
const pools = {
	app: new pg.Pool({ ...where.app, max: 10, pipeline: true } as pg.PoolConfig),
	system: new pg.Pool({ ...where.system, max: 10, pipeline: true } as pg.PoolConfig)
};
let transactions: Statement[][] = [];

/** What is answered when there is nothing to ask: as many bytes as the page it stands beside. */
let still: Buffer | null = null;

process.on('message', (message: Statement[] | { bytes: number }) => {
	still = Array.isArray(message) ? null : Buffer.alloc(message.bytes, 'x');
	const statements = Array.isArray(message) ? message : [];
	// Each `begin … commit` on one connection, as the page did.
	const open = new Map<number, Statement[]>();
	transactions = [];
	for (const statement of statements) {
		if (statement.text.startsWith('begin')) {
			const transaction: Statement[] = [];
			open.set(statement.connection, transaction);
			transactions.push(transaction);
		}
		open.get(statement.connection)?.push(statement);
	}
	process.send?.('ready');
});

const server = createServer((_request, response) => {
	if (still) return void response.writeHead(200, { 'content-type': 'text/html', 'content-length': still.length }).end(still);
	void (async () => {
		const results = await Promise.all(
			transactions.map(async (transaction) => {
				const client = await pools[transaction[0]?.role ?? 'app'].connect();
				try {
					const answers = await Promise.all(transaction.map(({ name, text, values }) => client.query(name === undefined ? { text, values } : { name, text, values })));
					return answers.map((answer) => answer.rows);
				} finally {
					client.release();
				}
			})
		);
		response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(results));
	})();
});
server.listen(0, '127.0.0.1', () => {
	const address = server.address();
	process.send?.({ port: typeof address === 'object' && address ? address.port : 0 });
});
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
