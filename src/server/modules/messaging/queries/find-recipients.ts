import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { query } from '#kernel/definition';
import { optionalText } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import type { Found } from '#modules/directory';
import { m } from '#paraglide/messages.js';
import { tokenOf, type Part } from '../audience.ts';
import { fold, matches, offersFor, usable } from '../offers.ts';
import { reachableNamed } from '../reach.ts';
import { counted, partLabel } from '../words.ts';

const PEOPLE = 10;
const AUDIENCES = 6;

export interface Suggestion {
	token: string;
	label: string;
	/** « enseignante », « 27 personnes ». */
	detail: string;
}

/** People and groups one may write to whose name has what was typed; with nothing typed, one's own groups. */
export const findRecipients = query({
	name: 'messaging.find-recipients',
	summary: 'People and groups one may write to, found by a few letters',
	input: v.object({ q: optionalText(60) }),
	allow: provided(anyPerson, 'finds only those he may write to', () => true),
	trial: () => ({ q: 'le' }),
	async run(ctx, input) {
		const words = fold(input.q).split(' ').filter(Boolean).slice(0, 6);
		// One letter names everybody.
		if (words.length > 0 && words.join('').length < 2) return { suggestions: [] };
		const [offers, people] = await Promise.all([offersFor(ctx), words.length === 0 ? [] : reachableNamed(ctx, input.q, PEOPLE)]);
		const wanted = offers
			.filter((offer) => (words.length === 0 ? offer.mine : matches(offer, words)))
			.sort((one, other) => Number(other.mine) - Number(one.mine))
			.slice(0, AUDIENCES)
			.map((offer) => offer.part);
		const families = people
			.filter((person) => person.profile === 'pupil')
			.slice(0, 3)
			.map((pupil): Part => ({ kind: 'family', id: pupil.id, name: pupil.name }));
		const audiences = await usable(ctx, [...wanted, ...families]);
		const suggestion = ({ part, count }: { part: Part; count: number | null }): Suggestion => ({
			token: tokenOf(part),
			label: partLabel(part, ctx.locale),
			detail: count === null ? '' : m.messaging_people({ count, shown: counted(count, ctx.locale) }, { locale: ctx.locale })
		});
		return {
			suggestions: [
				...audiences.filter(({ part }) => part.kind !== 'family').map(suggestion),
				...people.flatMap((person) => [personSuggestion(ctx, person), ...audiences.filter(({ part }) => part.kind === 'family' && part.id === person.id).map(suggestion)])
			]
		};
	}
});

/** « Claire Durand · enseignant · 5e B ». */
function personSuggestion(ctx: Context<Person>, person: Found): Suggestion {
	const detail = [person.functionLabel ?? PROFILES[person.profile]({}, { locale: ctx.locale }), person.classLabel];
	return { token: `person:${person.id}`, label: person.name, detail: detail.filter(Boolean).join(' · ') };
}

const PROFILES = {
	pupil: m.common_profile_pupil,
	guardian: m.common_profile_guardian,
	teacher: m.common_profile_teacher,
	staff: m.common_profile_staff,
	principal: m.common_profile_principal,
	department: m.common_profile_department,
	academy: m.common_profile_academy,
	operator: m.common_profile_operator,
	guest: m.common_profile_guest
};
