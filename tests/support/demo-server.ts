/** `npm start` on an empty folder, for the journeys: the real supervisor, the real import, the demo. */
import { rmSync } from 'node:fs';
import { DEMO_DATA } from './demo-data.ts';

rmSync(DEMO_DATA, { recursive: true, force: true });
process.env.PREAU_DATA = DEMO_DATA;
await import('../../src/processes/start.ts');
