/** Whichever web process is asked for /metrics, it answers for all of them: the supervisor adds them up. */
import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { AggregatorRegistry, Counter, Registry } from 'prom-client';
import { CONTENT_TYPE, ownMetrics } from '#platform/metrics';
import type { MetricsSource } from '../server/http/health.ts';

interface Asked {
	kind: 'metrics?';
	id: string;
}
interface Told {
	kind: 'metrics';
	id: string;
	text: string | null;
}

/** Milliseconds; after that, this process answers for itself. */
const PATIENCE_MS = 6_000;

/** In a web process. */
export function metricsOfAll(): MetricsSource {
	if (!cluster.isWorker) return { contentType: CONTENT_TYPE, text: ownMetrics };
	// Answers the supervisor when it collects.
	new AggregatorRegistry();
	const waiting = new Map<string, (text: string | null) => void>();
	process.on('message', (message: Partial<Told>) => {
		if (message.kind === 'metrics' && message.id !== undefined) waiting.get(message.id)?.(message.text ?? null);
	});
	return {
		contentType: CONTENT_TYPE,
		async text() {
			const id = randomUUID();
			const told = await new Promise<string | null>((resolve) => {
				waiting.set(id, resolve);
				setTimeout(() => {
					resolve(null);
				}, PATIENCE_MS).unref();
				process.send?.({ kind: 'metrics?', id } satisfies Asked);
			});
			waiting.delete(id);
			return told ?? ownMetrics();
		}
	};
}

export interface SupervisorMetrics {
	restarted(process: 'postgres' | 'web' | 'worker'): void;
}

/** In the supervisor: collect, add up, answer. */
export function answerMetrics(): SupervisorMetrics {
	const own = new Registry();
	const restarts = new Counter({ name: 'preau_restarts_total', help: 'Processes that died and were started again', labelNames: ['process'], registers: [own] });
	for (const name of ['postgres', 'web', 'worker'] as const) restarts.inc({ process: name }, 0);
	const all = new AggregatorRegistry();
	cluster.on('message', (worker, message: Partial<Asked>) => {
		if (message.kind !== 'metrics?' || message.id === undefined) return;
		const { id } = message;
		const tell = (text: string | null) => {
			if (worker.isConnected()) worker.send({ kind: 'metrics', id, text } satisfies Told);
		};
		Promise.all([all.clusterMetrics(), own.metrics()]).then(
			([web, supervisor]) => {
				tell(`${web}\n${supervisor}`);
			},
			() => {
				tell(null);
			}
		);
	});
	return {
		restarted: (process) => {
			restarts.inc({ process });
		}
	};
}
