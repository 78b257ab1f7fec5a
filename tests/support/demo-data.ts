import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Data folder of the server the journeys run against; one for each port, so that two copies of the house can be tested on one machine. */
export const DEMO_DATA = join(tmpdir(), `preau-journeys-${process.env.PREAU_TEST_PORT ?? 3999}`);
