/** The files of something not yet sent, and how many more there may be. */
import type { Output } from '#app';

/** As the commands of messaging take; see its letter.ts. */
const MOST_FILES = 20;

export interface Attaching {
	/** What the files are sent for; see files.purpose. */
	usage: string;
	chosen: Output<'files.chosen'>['files'];
	mostFiles: number;
	mostBytes: number;
	mostMegabytes: number;
	/** Bytes of one's quota; null when it could not be asked. */
	left: number | null;
}

export async function attachingOf(locals: App.Locals, ids: readonly string[], usage = 'message', mostFiles = MOST_FILES): Promise<Attaching> {
	const [chosen, room] = await Promise.all([ids.length > 0 ? locals.call('files.chosen', { ids }) : null, locals.call('files.usage', {})]);
	const mostBytes = (room.ok ? room.value.purposes.find((one) => one.name === usage)?.mostBytes : null) ?? 0;
	return {
		usage,
		chosen: chosen?.ok ? chosen.value.files : [],
		mostFiles,
		mostBytes,
		mostMegabytes: Math.floor(mostBytes / 1_048_576),
		left: room.ok ? Math.max(0, room.value.quota - room.value.used) : null
	};
}
