import { parentPort, workerData } from 'node:worker_threads';
import { drawSheets, type Sheets } from './draw.ts';

parentPort?.postMessage(await drawSheets(workerData as Sheets));
