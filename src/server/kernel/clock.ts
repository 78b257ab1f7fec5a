/** Time, ids and randomness come from here, so that a test can decide them. */
export interface Clock {
	now(): Date;
	/** `bytes` of cryptographic randomness. */
	random(bytes: number): Uint8Array;
}
