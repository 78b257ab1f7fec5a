/**
 * What the frame and the home page show *beside* what the person came for: an unread count, the name of
 * the school. When it is refused or cannot be had just now, the page goes on without it.
 */
import type { Input, Name, Output } from '#app';

export async function ifPossible<N extends Name>(locals: App.Locals, name: N, input: Partial<Input<N>>): Promise<Output<N> | null> {
	try {
		const result = await locals.call(name, input);
		return result.ok ? result.value : null;
	} catch {
		return null;
	}
}
