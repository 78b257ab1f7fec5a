/**
 * `npm start`: embedded PostgreSQL, web processes, worker, under a supervisor that restarts what dies; an
 * empty folder gets the demo département. `--serve` is production, as `preau serve`.
 */
import { launchOrSay } from './launch.ts';

launchOrSay(process.argv.includes('--serve') ? 'production' : 'demo');
