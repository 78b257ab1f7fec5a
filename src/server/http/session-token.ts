/** The session a request carries, outside the pages. */
import type { IncomingMessage } from 'node:http';
import type { Config } from '#platform/config';

/** `__Host-` where the site is https: no sibling host can have set it. */
export function sessionToken(request: IncomingMessage, config: Config): string | null {
	const name = config.secure ? '__Host-preau' : 'preau';
	for (const pair of (request.headers.cookie ?? '').split(';')) {
		const [key = '', value = ''] = pair.trim().split('=', 2);
		if (key === name && value !== '') return value;
	}
	return null;
}
