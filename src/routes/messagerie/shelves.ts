/** The places of a mailbox: their address, what they are called, and the word that names them to the server. */
import { m } from '#paraglide/messages.js';

/** Kept in `?dossier=` of an open conversation, so that the list beside it stays the one it was opened from. */
export type Shelf = 'inbox' | 'sent' | 'drafts' | 'scheduled' | 'starred' | 'archive' | 'trash' | 'search' | `folder:${string}`;

const FIXED = {
	inbox: { slug: '', href: '/messagerie', label: m.messaging_inbox },
	sent: { slug: 'envoyes', href: '/messagerie/envoyes', label: m.messaging_sent },
	drafts: { slug: 'brouillons', href: '/messagerie/brouillons', label: m.messaging_drafts },
	scheduled: { slug: 'programmes', href: '/messagerie/programmes', label: m.messaging_scheduled },
	starred: { slug: 'favoris', href: '/messagerie/favoris', label: m.messaging_starred },
	archive: { slug: 'archives', href: '/messagerie/archives', label: m.messaging_archive },
	trash: { slug: 'corbeille', href: '/messagerie/corbeille', label: m.messaging_trash },
	search: { slug: 'recherche', href: '/messagerie/recherche', label: m.messaging_search }
} as const;

export function hrefOf(shelf: Shelf): string {
	return shelf in FIXED ? FIXED[shelf as keyof typeof FIXED].href : `/messagerie/dossier/${shelf.slice('folder:'.length)}`;
}

export function labelOf(shelf: Shelf, folders: readonly { id: string; name: string }[] = []): string {
	if (shelf in FIXED) return FIXED[shelf as keyof typeof FIXED].label();
	return folders.find((folder) => `folder:${folder.id}` === shelf)?.name ?? m.messaging_folders();
}

/** What an address carries for it; nothing for the inbox. */
export function queryOf(shelf: Shelf): string {
	const slug = shelf in FIXED ? FIXED[shelf as keyof typeof FIXED].slug : shelf.slice('folder:'.length);
	return slug ? `?dossier=${slug}` : '';
}

export function shelfOf(slug: string | null): Shelf {
	const fixed = Object.entries(FIXED).find(([, one]) => one.slug === (slug ?? ''));
	if (fixed) return fixed[0] as Shelf;
	return slug && /^[0-9a-f-]{36}$/.test(slug) ? `folder:${slug}` : 'inbox';
}
