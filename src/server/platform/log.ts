import pino from 'pino';

/**
 * Structured logs without personal data: ids of requests and definitions, durations, codes. Never
 * names, logins, addresses, texts or query strings.
 */
export function createLog(process: string): pino.Logger {
	return pino(
		{
			name: process,
			level: globalThis.process.env.PREAU_LOG ?? 'info',
			base: { process, pid: globalThis.process.pid },
			serializers: {
				// A database error may quote a row: keep only where and what kind.
				err: (error: Error & { code?: string }) => ({
					type: error.name,
					code: error.code,
					stack: error.stack
						?.split('\n')
						.filter((line) => line.trimStart().startsWith('at '))
						.slice(0, 8)
						.join('\n')
				})
			}
		},
		pino.destination({ fd: 2, sync: false })
	);
}
export type Log = pino.Logger;
