import { sql } from 'kysely';
import * as v from 'valibot';
import { command, query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { anybody } from '#kernel/policy';
import { KIND_NAMES, KINDS, type Kind } from '../kinds.ts';
import { readUnsubscribeToken } from '../unsubscribe-token.ts';

const token = v.object({ token: v.pipe(v.string('required'), v.maxLength(120, 'invalid')) });

/** What the link of a mail would stop: says nothing about whose mail it was. */
export const unsubscribePreview = query({
	name: 'notifications.unsubscribe-preview',
	summary: 'What the link of a mail stops',
	internal: true,
	input: token,
	allow: anybody,
	trial: () => ({ token: 'x' }),
	run(ctx, input) {
		const read = readUnsubscribeToken(ctx.ports.config, input.token);
		return Promise.resolve(read ? { kind: read.kind } : refuse('gone', { code: 'link-expired' }));
	}
});

/** No more mails of this kind, by the link of one of them. What the law requires goes on. */
export const unsubscribe = command({
	name: 'notifications.unsubscribe',
	summary: 'Stop the mails of one kind with the link of a mail',
	as: 'system',
	internal: true,
	input: token,
	allow: anybody,
	trial: () => ({ token: 'x' }),
	async run(ctx, input) {
		const read = readUnsubscribeToken(ctx.ports.config, input.token);
		if (!read) return refuse('gone', { code: 'link-expired' });
		const kinds: Kind[] = KIND_NAMES.filter((kind) => !KINDS[kind].required && (read.kind === null || read.kind === kind));
		await sql`insert into notifications.preference (account_id, kind, channel, rhythm)
			select p.id, k, 'email', 'off' from directory.person p, unnest(${kinds}::text[]) k where p.id = ${read.accountId}
			on conflict (account_id, kind, channel) do update set rhythm = 'off'`.execute(ctx.db);
		ctx.audit({ subject: { type: 'person', id: read.accountId } });
		return { kind: read.kind };
	}
});
