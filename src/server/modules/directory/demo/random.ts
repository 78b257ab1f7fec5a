/** A stream of numbers that depends on the seed alone (mulberry32): the same export again and again. */
export class Random {
	#state: number;

	constructor(seed: number, ...more: readonly number[]) {
		this.#state = seed >>> 0;
		for (const part of more) this.#state = Math.imul(this.#state ^ part, 0x9e3779b1) ^ (this.#state >>> 15);
	}

	/** From 0 up to, not including, 1. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
	}

	/** A whole number from 0 to `below` − 1. */
	below(below: number): number {
		return Math.floor(this.next() * below);
	}

	chance(share: number): boolean {
		return this.next() < share;
	}

	pick<T>(list: readonly T[]): T {
		return at(list, this.below(list.length));
	}

	/** Like `pick`, with the first of the list drawn more often than the last. */
	common<T>(list: readonly T[]): T {
		return at(list, Math.floor(list.length * this.next() ** 1.6));
	}
}

/** The element at `index`, wrapping round. The list is not empty. */
export function at<T>(list: readonly T[], index: number): T {
	const found = list[index % list.length];
	if (found === undefined) throw new RangeError('empty list');
	return found;
}
