import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Data folder of the server the journeys run against; one for each port, so that two copies of the house can be tested on one machine. */
export const DEMO_DATA = join(tmpdir(), `preau-journeys-${process.env.PREAU_TEST_PORT ?? 3999}`);

/** Where a browser of the journeys is reached by push: the test listens there, beside the port of the server. */
export const PUSH_HOST = `localhost:${Number(process.env.PREAU_TEST_PORT ?? 3999) + 10_000}`;
