// `npm run check`: every check there is, in two lanes, since most of them use one core. Each prints what it has to
// say when it is done; the first refusal does not hide the others.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Catalogues are generated first: types and lint read them. */
const FIRST = ['check:catalogues'];
const LANES = [['check:types'], ['check:lint', 'check:format', 'check:layers', 'check:unused']];

async function run(script) {
	const child = spawn('npm', ['run', '-s', script], { stdio: ['ignore', 'pipe', 'pipe'] });
	const parts = [];
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => parts.push(part));
	const [code] = await once(child, 'close');
	process.stdout.write(`${script}${code === 0 ? '' : ' FAILED'}\n${Buffer.concat(parts)}`);
	return code === 0;
}

async function lane(scripts) {
	let good = true;
	for (const script of scripts) good = (await run(script)) && good;
	return good;
}

const good = (await lane(FIRST)) && (await Promise.all(LANES.map(lane))).every(Boolean);
process.exit(good ? 0 : 1);
