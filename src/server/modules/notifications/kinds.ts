/** What people can be told about, and how they are told unless they choose otherwise. */
import type { Profile } from '#kernel/actor';

export const CHANNELS = ['email', 'push', 'sms'] as const;
export type Channel = (typeof CHANNELS)[number];

/** `urgent`: only what cannot wait for the morning. */
export type Rhythm = 'now' | 'daily' | 'weekly' | 'urgent' | 'off';

/** Rhythms a person may choose for each channel; a text message costs the school money and people their peace. */
export const RHYTHMS = { email: ['now', 'daily', 'weekly', 'off'], push: ['now', 'urgent', 'off'], sms: ['urgent', 'off'] } as const satisfies Record<Channel, readonly Rhythm[]>;

type Defaults = Record<Channel, Rhythm>;

interface KindOfNotice {
	/** The law asks that it reaches people: one channel beside the centre stays on, whoever would rather not. */
	required: boolean;
	/** Whom it can concern at all; everybody when absent. */
	only?: readonly Profile[];
	/** For most profiles, and where some differ. */
	usual: Defaults;
	differs: Partial<Record<Profile, Partial<Defaults>>>;
}

/** A module that tells of something new adds its kind here, and its words as `notifications_kind_<kind>`. */
export const KINDS = {
	message: {
		required: false,
		usual: { email: 'daily', push: 'now', sms: 'urgent' },
		differs: { guardian: { email: 'now' }, pupil: { email: 'off', sms: 'off' } }
	},
	/** What the head of a school or the département has to make known: closing, safety, rights. */
	official: {
		required: true,
		usual: { email: 'now', push: 'now', sms: 'urgent' },
		differs: { pupil: { sms: 'off' } }
	},
	/** A message somebody reported waits for the moderators. */
	moderation: {
		required: false,
		only: ['staff', 'principal', 'department'],
		usual: { email: 'now', push: 'now', sms: 'off' },
		differs: {}
	},
	/** Work that is given, moved, or still missing. */
	work: {
		required: false,
		usual: { email: 'daily', push: 'now', sms: 'off' },
		differs: { pupil: { email: 'off' } }
	},
	/** What one handed in arrived, with its number. */
	receipt: {
		required: false,
		only: ['pupil', 'guardian'],
		usual: { email: 'off', push: 'off', sms: 'off' },
		differs: { pupil: { push: 'now' } }
	},
	/** Something came into the casier of one's work: said once a day and work. */
	handin: {
		required: false,
		only: ['teacher', 'staff', 'principal'],
		usual: { email: 'off', push: 'off', sms: 'off' },
		differs: {}
	},
	/** Work is back with its correction, or somebody answered to it. */
	feedback: {
		required: false,
		usual: { email: 'daily', push: 'now', sms: 'off' },
		differs: { pupil: { email: 'off' } }
	},
	/** A zip one asked for can be downloaded. */
	archive: {
		required: false,
		only: ['pupil', 'guardian', 'teacher', 'staff', 'principal'],
		usual: { email: 'off', push: 'now', sms: 'off' },
		differs: {}
	},
	/** About one's own account: an e-mail address that does not work any more. */
	account: {
		required: false,
		usual: { email: 'off', push: 'now', sms: 'off' },
		differs: {}
	}
} as const satisfies Record<string, KindOfNotice>;
export type Kind = keyof typeof KINDS;
export const KIND_NAMES = Object.keys(KINDS) as [Kind, ...Kind[]];

/** Kinds that can concern somebody who holds these profiles. */
export function kindsFor(profiles: readonly Profile[]): Kind[] {
	return KIND_NAMES.filter((kind) => {
		const { only }: KindOfNotice = KINDS[kind];
		return only === undefined || profiles.some((one) => only.includes(one));
	});
}

/** How somebody of this profile is told when he has chosen nothing. */
export function defaultRhythm(kind: Kind, channel: Channel, profile: Profile): Rhythm {
	const { usual, differs }: KindOfNotice = KINDS[kind];
	return differs[profile]?.[channel] ?? usual[channel];
}
