/** How a letter begins: empty under one's signature, from a draft, as an answer, passing something on. */
import type { Output } from '#app';
import { blank, type Typed } from './draft.ts';

export async function begin(locals: App.Locals, url: URL): Promise<Typed> {
	const kept = url.searchParams.get('brouillon');
	if (kept) {
		const typed = fromDraft(await locals.get('messaging.draft', { draftId: kept }));
		// Come back from the form that takes files.
		return { ...typed, files: [...new Set([...typed.files, ...url.searchParams.getAll('fichier')])] };
	}
	const answersId = url.searchParams.get('repondre') ?? '';
	const forwardsId = url.searchParams.get('transferer') ?? '';
	const answersAll = url.searchParams.has('tous');
	const start = await locals.get('messaging.start-letter', { all: answersAll, ...(answersId ? { answersId } : {}), ...(forwardsId ? { forwardsId } : {}) });
	const fresh = blank();
	return {
		...fresh,
		answersId,
		answersAll,
		forwardsId,
		to: url.searchParams.getAll('a').slice(0, 100),
		subject: start.forwards ? `Tr\u202f: ${start.forwards.subject}`.slice(0, 200) : (url.searchParams.get('objet')?.slice(0, 200) ?? ''),
		body: start.signature ? `\n\n${start.signature}` : '',
		q: { ...fresh.q, to: url.searchParams.get('q') ?? '' }
	};
}

function fromDraft(draft: Output<'messaging.draft'>): Typed {
	return {
		...blank(),
		key: draft.key,
		draftId: draft.id,
		revision: draft.revision,
		to: [...draft.to],
		cc: [...draft.cc],
		bcc: [...draft.bcc],
		subject: draft.subject,
		body: draft.body,
		document: draft.document ? JSON.stringify(draft.document) : '',
		repliesOff: draft.repliesOff,
		urgent: draft.urgent,
		answersId: draft.answersId ?? '',
		answersAll: draft.answersAll,
		forwardsId: draft.forwardsId ?? '',
		files: [...draft.files]
	};
}
