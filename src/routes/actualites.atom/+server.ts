import { theApp } from '../../app-handle.ts';
import { m } from '#paraglide/messages.js';
import type { RequestHandler } from './$types';

/** The day's public information as an Atom feed (RFC 4287). */
export const GET: RequestHandler = async ({ locals }) => {
	const { items } = await locals.get('publications.today', {});
	const origin = theApp().config.origin;
	const updated = new Date(Math.max(0, ...items.map((item) => changed(item).getTime())));
	const entries = items.map(
		(item) => `
	<entry>
		<id>${escape(`urn:uuid:${item.id}`)}</id>
		<title>${escape(item.title)}</title>
		<link href="${escape(`${origin}/actualites/${item.id}`)}"/>
		<published>${(item.from ?? item.updatedAt).toISOString()}</published>
		<updated>${changed(item).toISOString()}</updated>
		<content type="html">${escape(item.paragraphs.map((one) => `<p>${escape(one).replaceAll('\n', '<br/>')}</p>`).join(''))}</content>
	</entry>`
	);
	const feed = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">
	<id>${escape(`${origin}/actualites.atom`)}</id>
	<title>${escape(m.publications_feed_title())}</title>
	<author><name>${escape(m.publications_department())}</name></author>
	<link rel="self" href="${escape(`${origin}/actualites.atom`)}"/>
	<link href="${escape(`${origin}/`)}"/>
	<updated>${updated.toISOString()}</updated>${entries.join('')}
</feed>
`;
	return new Response(feed, { headers: { 'content-type': 'application/atom+xml; charset=utf-8', 'cache-control': 'public, max-age=60' } });
};

/** A scheduled item written last week is new on the day it begins. */
function changed(item: { from: Date | null; updatedAt: Date }): Date {
	return item.from && item.from > item.updatedAt ? item.from : item.updatedAt;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Also without the control characters XML 1.0 cannot hold. */
function escape(text: string): string {
	return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/[&<>"]/g, (found) => ENTITIES[found] ?? found);
}
