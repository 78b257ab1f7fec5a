/** What a person may choose, as names of fields: one for each kind and channel. */
import * as v from 'valibot';
import { CHANNELS, KIND_NAMES, KINDS, RHYTHMS, type Channel, type Kind, type Rhythm } from './kinds.ts';

/** `message-email` */
export type ChoiceName = `${Kind}-${Channel}`;

/** What the law requires keeps its mail: it may be gathered, not stopped. Push and text messages are comfort. */
export function choicesOf(kind: Kind, channel: Channel): Rhythm[] {
	const all: readonly Rhythm[] = RHYTHMS[channel];
	return KINDS[kind].required && channel === 'email' ? all.filter((one) => one !== 'off') : [...all];
}

export const CHOICES = KIND_NAMES.flatMap((kind) => CHANNELS.map((channel) => ({ kind, channel, name: `${kind}-${channel}` as ChoiceName })));

/** Each absent, or one of its choices. */
export const choiceFields = Object.fromEntries(CHOICES.map(({ kind, channel, name }) => [name, v.optional(v.picklist(choicesOf(kind, channel), 'invalid'))])) as Record<
	ChoiceName,
	v.OptionalSchema<v.PicklistSchema<Rhythm[], 'invalid'>, undefined>
>;

/** A time of day, `19:00`. */
export const time = v.pipe(
	v.string('required'),
	v.trim(),
	v.regex(/^([01]\d|2[0-3]):[0-5]\d(:00)?$/, 'not-a-time'),
	v.transform((value) => value.slice(0, 5))
);
