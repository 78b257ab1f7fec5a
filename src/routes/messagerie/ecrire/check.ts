/** The last look before sending: names of who gets it, and who among them will not read it. */
import type { Output } from '#app';
import type { Draft } from './draft.ts';

export interface Overview {
	page: number;
	list: Output<'messaging.list-recipients'> | null;
	never: Output<'messaging.recipients-never-came'> | null;
}

export async function overview(locals: App.Locals, draft: Draft, page: number): Promise<Overview> {
	const { to, cc, bcc } = draft.typed;
	const [list, never] = await Promise.all([
		locals.call('messaging.list-recipients', { to, cc, bcc, page }),
		draft.start.may.knowWhoNeverCame ? locals.call('messaging.recipients-never-came', { to, cc, bcc }) : null
	]);
	return { page, list: list.ok ? list.value : null, never: never?.ok ? never.value : null };
}
