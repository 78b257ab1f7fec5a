/** Logins per second through the whole house, against bare Argon2id verifications in the same run. */
import { request } from 'node:http';
import { createPasswords } from '#platform/passwords';

const COUNT = 150;
const AT_ONCE = 8;

export async function benchLogins(port: number, password: string, say: (line: string) => void): Promise<void> {
	say('## Logins against bare Argon2id verifications');
	const bare = createPasswords({ threads: 1 });
	const hash = await bare.hash(password);
	const verify = () => inTurn(() => bare.verify(hash, password));
	// In turn, twice: the machine is not the same from one minute to the next.
	const ratios: number[] = [];
	let rates = '';
	for (let round = 0; round < 3; round++) {
		const perSecond = await verify();
		const logins = await inTurn(() => logIn(port, password));
		ratios.push(logins / perSecond);
		rates = `${logins.toFixed(0)}/s against ${perSecond.toFixed(0)}/s`;
	}
	await bare.close();
	say(`logins                 ratio ${(ratios.sort((a, b) => a - b)[1] ?? 0).toFixed(2)} (goal ≥ 0.8)   ${rates}, one password thread each`);
}

async function inTurn(work: () => Promise<unknown>): Promise<number> {
	let left = COUNT;
	const started = performance.now();
	await Promise.all(
		Array.from({ length: AT_ONCE }, async () => {
			while (left-- > 0) await work();
		})
	);
	return COUNT / ((performance.now() - started) / 1000);
}

function logIn(port: number, password: string): Promise<void> {
	const body = new URLSearchParams({ login: 'helene.durand', password }).toString();
	return new Promise((resolve, reject) => {
		const sent = request(
			{
				host: '127.0.0.1',
				port,
				path: '/connexion',
				method: 'POST',
				headers: {
					host: `localhost:${port}`,
					origin: `http://localhost:${port}`,
					accept: 'text/html',
					'content-type': 'application/x-www-form-urlencoded',
					'content-length': Buffer.byteLength(body)
				}
			},
			(answer) => {
				answer.resume();
				answer.on('end', () => {
					if (answer.statusCode === 303) resolve();
					else reject(new Error(`login answered ${answer.statusCode}`));
				});
			}
		);
		sent.on('error', reject);
		sent.end(body);
	});
}
