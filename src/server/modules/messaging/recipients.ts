/**
 * From tokens to recipients: names them, asks whether each may be written to, counts them. Every way of
 * sending goes through `recipientsOf`.
 */
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { refuse, refuseField, type Refusal } from '#kernel/errors';
import { addressOf, tokenOf, type Address, type Envelope, type Part } from './audience.ts';
import { countPeople, peopleByAddress } from './members.ts';
import { isCampaign, limitsOf, mayAddress } from './policy.ts';
import { reachable } from './reach.ts';
import { fullName, partLabel, signature } from './words.ts';

/** Beyond this many a message is accepted at once and delivered by a job. */
export const AT_ONCE = 200;

/** The most people that are listed one by one before sending. */
const LISTED = 20_000;

export interface Recipients {
	to: Part[];
	cc: Part[];
	bcc: Part[];
	/** Whom it goes to, each once, without the sender; null when they are too many to be listed here. */
	ids: string[] | null;
	/** Those of `ids` who get it by a blind copy alone. */
	blind: ReadonlySet<string>;
}

export const partsOf = (recipients: Recipients): Part[] => [...recipients.to, ...recipients.cc, ...recipients.bcc];

/** Somebody who wrote to the actor: may be answered, even if he could not have been written to first. */
export interface Granted {
	id: string;
	name: string;
}

/** Addresses with their names, as far as the actor may know them. The others are left out. */
export async function named(ctx: Context<Person>, addresses: readonly Address[]): Promise<Part[]> {
	const wanted = (...kinds: Address['kind'][]) => addresses.flatMap((one) => (kinds.includes(one.kind) && 'id' in one ? [one.id] : []));
	const { db } = ctx;
	// Pupils and parents know adults as « Mme Durand ».
	const nameOf = ctx.actor.profile === 'pupil' || ctx.actor.profile === 'guardian' ? signature : fullName;
	const [people, groups, schools] = await Promise.all([
		wanted('person', 'family').length === 0
			? []
			: db
					.selectFrom('directory.person')
					.select(['id', 'kind', 'title', 'given_name', 'family_name'])
					.where('id', 'in', wanted('person', 'family'))
					.where('status', '=', 'active')
					.execute(),
		wanted('group').length === 0
			? []
			: db.selectFrom('directory.groups').select(['id', 'kind', 'label']).where('id', 'in', wanted('group')).where('status', '=', 'active').execute(),
		wanted('school').length === 0 ? [] : db.selectFrom('directory.school').select(['id', 'name']).where('id', 'in', wanted('school')).execute()
	]);
	return addresses.flatMap((address): Part[] => {
		if (address.kind === 'everywhere') return [address];
		if (address.kind === 'group') {
			const group = groups.find((one) => one.id === address.id);
			return group ? [{ ...address, name: group.label, of: group.kind === 'class' ? 'class' : 'group' }] : [];
		}
		if (address.kind === 'school') {
			const school = schools.find((one) => one.id === address.id);
			return school ? [{ ...address, name: school.name }] : [];
		}
		const person = people.find((one) => one.id === address.id);
		return person ? [{ ...address, name: nameOf(person) }] : [];
	});
}

/**
 * The recipients of an envelope, or why not: nobody (`no-recipient`), somebody unknown, somebody who may
 * not be written to (`unreachable`, naming them), too many (`too-many-recipients`). An address on two
 * lines counts on the first.
 */
export async function recipientsOf(ctx: Context<Person>, envelope: Envelope, granted: readonly Granted[] = []): Promise<Recipients | Refusal> {
	const me = ctx.actor.id;
	const isGranted = (one: Address) => one.kind === 'person' && granted.some((person) => person.id === one.id);
	const open = new Set([...envelope.to, ...envelope.cc]);
	const addresses = [...open.union(new Set(envelope.bcc))].map(addressOf).filter((one) => !(one.kind === 'person' && one.id === me));
	if (addresses.length === 0) return refuseField('to', 'no-recipient');
	const asked = addresses.filter((one) => !isGranted(one));
	const parts = await named(ctx, asked);
	if (parts.length < asked.length) return refuse('not-found', { code: 'recipient-unknown' });

	const denied = new Set<Part>(parts.filter((part) => !mayAddress(ctx.actor, part)));
	const { recipients: limit } = limitsOf(ctx.actor);
	const listed = parts.filter((part) => part.kind !== 'everywhere' && !denied.has(part));
	const checked = listed.filter((part) => !isCampaign(ctx.actor, part));
	const campaign = listed.filter((part) => isCampaign(ctx.actor, part));
	// Twice the limit: one person may stand behind several addresses. A list cut short proves nothing.
	const most = Math.min(limit, LISTED) * 2 + 1;
	const [members, reached] = await Promise.all([peopleByAddress(ctx.db, checked, me, most), peopleByAddress(ctx.db, campaign, me, LISTED)]);
	if (members.lines >= most) return tooMany(Math.min(limit, LISTED));
	const allowed = await reachable(ctx, [...new Set(members.lists.flat())]);
	for (const [place, part] of checked.entries()) if (members.lists[place]?.some((id) => !allowed.has(id))) denied.add(part);
	if (denied.size > 0)
		return unreachable(
			parts.filter((part) => denied.has(part)),
			ctx.locale
		);

	// The whole département is not listed: its audience was decided by its token alone.
	const wide = parts.some((part) => part.kind === 'everywhere') || reached.lines >= LISTED;
	const given = granted.filter((person) => addresses.some((one) => one.kind === 'person' && one.id === person.id));
	const ids = new Set([...members.lists.flat(), ...reached.lists.flat(), ...given.map((person) => person.id)]);
	if (!wide && ids.size === 0) return refuseField('to', 'nobody-there');
	if (ids.size > limit) return tooMany(limit);
	const seen = (list: readonly Part[], lists: string[][]) => list.flatMap((part, place) => (open.has(tokenOf(part)) ? (lists[place] ?? []) : []));
	const openly = [...seen(checked, members.lists), ...seen(campaign, reached.lists), ...given.flatMap((person) => (open.has(`person:${person.id}`) ? [person.id] : []))];
	const all = addresses.flatMap((one): Part[] => {
		const person = one.kind === 'person' ? given.find((each) => each.id === one.id) : undefined;
		return person ? [{ kind: 'person', ...person }] : parts.filter((part) => tokenOf(part) === tokenOf(one));
	});
	const line = (tokens: readonly string[], before: readonly string[]) => all.filter((part) => tokens.includes(tokenOf(part)) && !before.includes(tokenOf(part)));
	return {
		to: line(envelope.to, []),
		cc: line(envelope.cc, envelope.to),
		bcc: line(envelope.bcc, [...open]),
		ids: wide ? null : [...ids].sort(),
		blind: ids.difference(new Set(openly))
	};
}

/** How many people get it: counted by the database when they were not listed. */
export async function sizeOf(ctx: Context<Person>, recipients: Recipients): Promise<number> {
	return recipients.ids ? recipients.ids.length : countPeople(ctx.db, partsOf(recipients), ctx.actor.id);
}

function tooMany(limit: number): Refusal {
	return refuse('too-many', { code: 'too-many-recipients', params: { limit } });
}

function unreachable(parts: readonly Part[], locale: 'fr' | 'en'): Refusal {
	const shown = parts.slice(0, 5).map((part) => partLabel(part, locale));
	const names = new Intl.ListFormat(locale, { type: 'disjunction' }).format([...shown, ...(parts.length > 5 ? ['…'] : [])]);
	return refuse('forbidden', { code: 'recipient-unreachable', params: { names } });
}
