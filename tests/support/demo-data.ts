import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Data folder of the server the journeys run against. */
export const DEMO_DATA = join(tmpdir(), 'preau-journeys');
