import { randomBytes } from 'node:crypto';
import type { Clock } from '#kernel/clock';

/** The machine's own: what an installation runs on, and what libraries with a clock of their own go by. */
export const machineClock: Clock = { now: () => new Date(), random: (bytes) => randomBytes(bytes) };
