import type { Config } from './config.ts';
import type { Mailer } from './mail.ts';
import type { Passwords } from './passwords.ts';
import type { Push } from './push.ts';
import type { Signing } from './signing.ts';
import type { SmsDriver } from './sms.ts';

declare module '#kernel/context' {
	interface Ports {
		config: Config;
		passwords: Passwords;
		mail: Mailer;
		push: Push;
		signing: Signing;
		sms: SmsDriver;
	}
}
export {};
