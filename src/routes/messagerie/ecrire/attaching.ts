/** The files of a letter not yet sent, and how many more there may be. */
import type { Output } from '#app';

/** As the commands take; see letter.ts of messaging. */
const MOST_FILES = 20;

export interface Attaching {
	chosen: Output<'files.chosen'>['files'];
	mostFiles: number;
	mostBytes: number;
	mostMegabytes: number;
	/** Bytes of one's quota; null when it could not be asked. */
	left: number | null;
}

export async function attachingOf(locals: App.Locals, ids: readonly string[]): Promise<Attaching> {
	const [chosen, usage] = await Promise.all([ids.length > 0 ? locals.call('files.chosen', { ids }) : null, locals.call('files.usage', {})]);
	const mostBytes = (usage.ok ? usage.value.purposes.find((one) => one.name === 'message')?.mostBytes : null) ?? 0;
	return {
		chosen: chosen?.ok ? chosen.value.files : [],
		mostFiles: MOST_FILES,
		mostBytes,
		mostMegabytes: Math.floor(mostBytes / 1_048_576),
		left: usage.ok ? Math.max(0, usage.value.quota - usage.value.used) : null
	};
}
