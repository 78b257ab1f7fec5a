/** Can somebody listen there? Asked before anything is started, because a web process that cannot would only die again and again. */
import { createServer } from 'node:net';
import { PreauError } from '#platform/failure';

/** Null when it is free, else how the system says no (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`…). */
export function portRefusal(host: string, port: number): Promise<string | null> {
	return new Promise((resolve) => {
		const probe = createServer()
			.once('error', (error: NodeJS.ErrnoException) => {
				resolve(error.code ?? 'unknown');
			})
			.once('listening', () => {
				probe.close(() => {
					resolve(null);
				});
			});
		probe.listen(port, host);
	});
}

/** What the refusal means, and what to do. */
export function portFailure(code: string, host: string, port: number): PreauError {
	if (code === 'EADDRINUSE') return new PreauError(`Le port ${port} est pris par un autre programme.`, `Trouvez-le : ss -ltnp 'sport = :${port}', ou donnez PORT.`);
	if (code === 'EACCES')
		return new PreauError(`Cet utilisateur ne peut pas ouvrir le port ${port}.`, 'Donnez un PORT au-dessus de 1023, et un serveur mandataire devant (docs/operator.md).');
	return new PreauError(`Préau ne peut pas écouter sur ${host} (${code}).`, 'Donnez dans HOST une adresse de cette machine, par exemple 127.0.0.1.');
}
