declare module '#kernel/schema' {
	interface Schema {
		'operations.sample': {
			at: Date;
			process: 'web' | 'worker';
			pid: number;
			seconds: number;
			requests: number;
			errors: number;
			buckets: number[];
			lag_ms: number;
			memory_bytes: number;
		};
	}
}
export {};
