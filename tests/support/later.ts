/**
 * Loaded before a process of the house (`NODE_OPTIONS=--import`): its clock goes on by as many milliseconds as the file
 * named by PREAU_TEST_LATER says. PostgreSQL and the timers keep the time of the machine.
 */
import { readFileSync } from 'node:fs';

const file = process.env.PREAU_TEST_LATER ?? '';
const Real = Date;
const realNow = Date.now;
let later = 0;

function look(): void {
	try {
		later = Number(readFileSync(file, 'utf8')) || 0;
	} catch {
		later = 0;
	}
}
look();
setInterval(look, 50).unref();

globalThis.Date = new Proxy(Real, {
	construct: (target, given: unknown[], made) => Reflect.construct(target, given.length === 0 ? [realNow() + later] : given, made) as object,
	apply: () => new Real(realNow() + later).toString()
});
Real.now = () => realNow() + later;
