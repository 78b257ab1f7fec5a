/**
 * UUID version 7 (RFC 9562 §5.7): 48 bits of milliseconds, then randomness. Rows made together lie
 * together in an index, and an address cannot be guessed.
 */
export function uuidv7(now: Date, random: (bytes: number) => Uint8Array): string {
	const bytes = random(16);
	let millis = now.getTime();
	for (let at = 5; at >= 0; at--) {
		bytes[at] = millis % 256;
		millis = Math.floor(millis / 256);
	}
	bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
	bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
	const hex = Buffer.from(bytes).toString('hex');
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
