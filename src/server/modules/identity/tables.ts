import type { Generated } from 'kysely';
import type { Profile } from '#kernel/actor';

/** What the reading panel keeps. */
export interface Display {
	theme?: 'auto' | 'light' | 'dark';
	size?: 'normal' | 'large' | 'larger';
	spacing?: 'normal' | 'wide';
	font?: 'atkinson' | 'lexend' | 'opendyslexic';
	/** Line focus. */
	line?: 'off' | 'on';
	/** The button that reads a page aloud. */
	aloud?: 'off' | 'on';
}

declare module '#kernel/schema' {
	interface Schema {
		'identity.account': {
			person_id: string;
			password_hash: string;
			password_set_at: Date;
			must_change: Generated<boolean>;
			charter_version: string | null;
			charter_accepted_at: Date | null;
			activated_at: Date;
			last_login_at: Date | null;
			locale: Generated<'fr' | 'en'>;
			preferred_profile: Profile | null;
			display: Generated<Display>;
			totp_secret: Buffer | null;
			totp_confirmed_at: Date | null;
			totp_last_step: number | null;
		};
		'identity.session': {
			id: string;
			token_hash: Buffer;
			account_id: string;
			created_at: Date;
			expires_at: Date;
			persistent: Generated<boolean>;
			kind: Generated<'login' | 'diagnosis'>;
			device: Generated<string>;
			second_factor_at: Date | null;
			seen_at: Date;
			revoked_at: Date | null;
		};
		'identity.activation_code': {
			id: string;
			person_id: string;
			lookup: Buffer;
			sealed: Buffer;
			created_at: Date;
			expires_at: Date;
			used_at: Date | null;
			purpose: Generated<'activation' | 'reset'>;
		};
		'identity.mail_link': {
			token_hash: Buffer;
			person_id: string;
			purpose: 'password' | 'email';
			email: string | null;
			created_at: Date;
			expires_at: Date;
			used_at: Date | null;
		};
		'identity.contact': { person_id: string; email: string | null; email_verified_at: Date | null; mobile: string | null };
		/** `salted_for`: the account the code was given to, where it was another. */
		'identity.recovery_code': { account_id: string; code_hash: Buffer; used_at: Date | null; salted_for: string | null };
		'identity.access_token': {
			id: string;
			token_hash: Buffer;
			account_id: string;
			label: string;
			created_at: Date;
			expires_at: Date;
			revoked_at: Date | null;
		};
		'identity.throttle': { key: Buffer; window_start: Date; failures: Generated<number> };
	}
}
export {};
