/** Which audiences are worth offering to somebody who starts typing; whether he may use them is asked afterwards. */
import { holds, schoolsOf, type Actor, type Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { withoutAccents } from '#kernel/letters';
import { EVERYWHERE_SIDES, tokenOf, type Part } from './audience.ts';
import { peopleByAddress } from './members.ts';
import { isCampaign, mayAddress } from './policy.ts';
import { reachable } from './reach.ts';
import { partLabel, synonyms } from './words.ts';

export interface Offer {
	part: Part;
	/** One's own classes and groups come first. */
	mine: boolean;
	/** Everything somebody may type to find it, folded. */
	words: string;
}

/** As `core.fold` does: no accents, no case, everything else a space. */
export function fold(value: string): string {
	return withoutAccents(value)
		.toLowerCase()
		.replace(/[^a-z0-9@._]+/g, ' ')
		.trim();
}

/** Every typed word begins a word of the offer, or names a class without its space: « parents 5eb » finds « 5e B ». */
export function matches(offer: Offer, words: readonly string[]): boolean {
	const text = ` ${offer.words}`;
	const close = text.replaceAll(' ', '');
	return words.every((word) => text.includes(` ${word}`) || (/\d/.test(word) && word.length >= 2 && close.includes(word)));
}

/** Schools where the actor works. */
function workplaces(actor: Person): string[] {
	return [...new Set(actor.roles.flatMap((role) => (role.schoolId && ['teacher', 'staff', 'principal'].includes(role.profile) ? [role.schoolId] : [])))];
}

export async function offersFor(ctx: Context<Person>): Promise<Offer[]> {
	const { actor } = ctx;
	const [groups, schools] = await Promise.all([groupOffers(ctx), schoolOffers(ctx)]);
	const everywhere = EVERYWHERE_SIDES.map((side): Part => ({ kind: 'everywhere', side })).filter((part) => mayAddress(actor, part));
	return [...groups, ...[...everywhere, ...schools].map((part) => ({ part, mine: false, words: wordsOf(ctx, part) }))];
}

async function groupOffers(ctx: Context<Person>): Promise<Offer[]> {
	const me = ctx.actor.id;
	const work = workplaces(ctx.actor);
	const rows = await ctx.db
		.selectFrom('directory.groups as g')
		.select((row) => [
			'g.id',
			'g.kind',
			'g.code',
			'g.label',
			row
				.exists(
					row
						.selectFrom('directory.membership as m')
						.select('m.group_id')
						.whereRef('m.group_id', '=', 'g.id')
						.where((where) =>
							where.or([
								where('m.person_id', '=', me),
								where('m.person_id', 'in', where.selectFrom('directory.guardianship as l').select('l.pupil_id').where('l.guardian_id', '=', me).where('l.legal', '>', 0))
							])
						)
				)
				.as('mine')
		])
		.where('g.status', '=', 'active')
		.where('g.school_id', 'in', schoolsOf(ctx.actor).length > 0 ? schoolsOf(ctx.actor) : [me])
		.select('g.school_id')
		.orderBy('g.label')
		.execute();
	return rows
		.filter((group) => group.mine || work.includes(group.school_id))
		.flatMap((group) => {
			const sides =
				group.kind === 'manual'
					? (['members'] as const)
					: work.includes(group.school_id)
						? (['guardians', 'pupils', 'teachers'] as const)
						: (['teachers', 'pupils', 'guardians'] as const);
			return sides.map((side): Offer => {
				const part: Part = { kind: 'group', id: group.id, side, name: group.label, of: group.kind === 'class' ? 'class' : 'group' };
				return { part, mine: Boolean(group.mine), words: `${wordsOf(ctx, part)} ${fold(group.code)}` };
			});
		});
}

async function schoolOffers(ctx: Context<Person>): Promise<Part[]> {
	const { actor, db } = ctx;
	const above = holds(actor, 'department', 'academy');
	const own = schoolsOf(actor);
	if (!above && own.length === 0) return [];
	const schools = await db
		.selectFrom('directory.school')
		.select(['id', 'name'])
		.where('status', '=', 'active')
		.$if(!above, (all) => all.where('id', 'in', own))
		.orderBy('name')
		.execute();
	return schools
		.flatMap((school) => sidesIn(actor, school.id).map((side): Part => ({ kind: 'school', id: school.id, side, name: school.name })))
		.filter((part) => mayAddress(actor, part));
}

function sidesIn(actor: Actor, schoolId: string) {
	const working = actor.kind === 'person' && workplaces(actor).includes(schoolId);
	if (working || holds(actor, 'department')) return ['principals', 'school-life', 'staff', 'head-teachers', 'teachers', 'guardians', 'pupils'] as const;
	if (holds(actor, 'academy')) return ['principals', 'staff'] as const;
	return ['school-life', 'principals'] as const;
}

function wordsOf(ctx: Context<Person>, part: Part): string {
	return fold(`${partLabel(part, ctx.locale)} ${'side' in part ? synonyms(part.side, ctx.locale) : ''}`);
}

/**
 * Those of `parts` the actor may really write to, with how many people they are; empty ones are left out.
 * The whole département is not counted while somebody types.
 */
export async function usable(ctx: Context<Person>, parts: readonly Part[]): Promise<{ part: Part; count: number | null }[]> {
	const me = ctx.actor.id;
	const listed = parts.filter((part) => part.kind !== 'everywhere');
	const { lists, lines } = await peopleByAddress(ctx.db, listed, me, 20_000);
	const asked = [...new Set(listed.flatMap((part, place) => (isCampaign(ctx.actor, part) ? [] : (lists[place] ?? []))))];
	const allowed = await reachable(ctx, asked);
	const counts = new Map<string, number>();
	for (const [place, part] of listed.entries()) {
		const ids = lists[place] ?? [];
		if (lines < 20_000 && (isCampaign(ctx.actor, part) || ids.every((id) => allowed.has(id)))) counts.set(tokenOf(part), ids.length);
	}
	return parts.flatMap((part): { part: Part; count: number | null }[] => {
		if (part.kind === 'everywhere') return [{ part, count: null }];
		const count = counts.get(tokenOf(part)) ?? 0;
		return count > 0 ? [{ part, count }] : [];
	});
}
