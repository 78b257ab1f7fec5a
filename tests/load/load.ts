/** A bounded load on this machine: so many requests over so many kept connections, to loopback only. */
import { Agent, request } from 'node:http';

export interface Outcome {
	perSecond: number;
	/** Milliseconds. */
	p50: number;
	p95: number;
	errors: number;
	bytes: number;
}

export interface Wanted {
	port: number;
	path: string;
	headers?: Record<string, string>;
	requests: number;
	connections: number;
}

export async function load(wanted: Wanted): Promise<Outcome> {
	const agent = new Agent({ keepAlive: true, maxSockets: wanted.connections });
	const times: number[] = [];
	let left = wanted.requests;
	let errors = 0;
	let bytes = 0;
	const started = performance.now();
	await Promise.all(
		Array.from({ length: wanted.connections }, async () => {
			while (left-- > 0) {
				const begun = performance.now();
				const answer = await one(agent, wanted);
				times.push(performance.now() - begun);
				bytes = answer.bytes;
				if (answer.status !== 200) errors++;
			}
		})
	);
	const seconds = (performance.now() - started) / 1000;
	agent.destroy();
	times.sort((a, b) => a - b);
	const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
	return { perSecond: wanted.requests / seconds, p50: at(0.5), p95: at(0.95), errors, bytes };
}

function one(agent: Agent, wanted: Wanted): Promise<{ status: number; bytes: number }> {
	return new Promise((resolve, reject) => {
		const sent = request({ host: '127.0.0.1', port: wanted.port, path: wanted.path, agent, headers: { host: `localhost:${wanted.port}`, ...wanted.headers } }, (answer) => {
			let bytes = 0;
			answer.on('data', (chunk: Buffer) => {
				bytes += chunk.length;
			});
			answer.on('end', () => {
				resolve({ status: answer.statusCode ?? 0, bytes });
			});
		});
		sent.on('error', reject);
		sent.end();
	});
}
