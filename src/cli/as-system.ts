import { system } from '#kernel/actor';
import type { App, Name, Output } from '#app';
import { PreauError } from '#platform/failure';
import { withInstallation } from './installation.ts';

/** Run a definition as the installation; a refusal becomes the one line on standard error. */
export async function asSystem<N extends Name>(name: N, input: unknown): Promise<{ value: Output<N>; app: App }> {
	// Every module: loaded when there is something to do, not to say that a command was mistyped.
	const [{ composeApp }, { migrateAll }] = await Promise.all([import('../processes/compose.ts'), import('../processes/migrate-all.ts')]);
	return withInstallation(async ({ config, addresses }) => {
		await migrateAll(config);
		const app = composeApp(config, addresses, { process: 'cli', connections: 2 });
		try {
			const result = await app.call(name, system('cli'), input);
			if (!result.ok) {
				// What is wrong with a field says it all; the sentence above a form is for who looks at one.
				const fields = Object.values(result.fields);
				throw new PreauError(fields.length > 0 ? fields.join(' ') : result.message);
			}
			return { value: result.value, app };
		} finally {
			await app.close();
		}
	});
}
