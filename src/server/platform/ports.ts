import type { Config } from './config.ts';
import type { Mailer } from './mail.ts';
import type { Passwords } from './passwords.ts';

declare module '#kernel/context' {
	interface Ports {
		config: Config;
		passwords: Passwords;
		mail: Mailer;
	}
}
export {};
