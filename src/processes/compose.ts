/** Put the app of a process together: database, ports, definitions; what web, worker, dev and CLI share. */
import { createApp, type App } from '#app';
import type { Clock } from '#kernel/clock';
import { createSessionStore } from '#modules/identity';
import { machineClock } from '#platform/clock';
import type { Config } from '#platform/config';
import { openDatabase } from '#platform/database';
import type { Addresses } from '#platform/installation';
import { createFiles } from '#platform/files/index';
import { createLog } from '#platform/log';
import { createMailer } from '#platform/mail';
import { createPasswords } from '#platform/passwords';
import { createPush } from '#platform/push';
import { createSigning } from '#platform/signing';
import { createSms } from '#platform/sms';
import '#platform/ports';
import '#platform/tables';

export function composeApp(config: Config, addresses: Addresses, options: { process: string; connections?: number; passwordThreads?: number; clock?: Clock }): App {
	const log = createLog(options.process);
	const clock = options.clock ?? machineClock;
	const database = openDatabase({ app: addresses.app, system: addresses.system, connections: options.connections ?? 10 });
	const ports = {
		config,
		mail: createMailer(config),
		files: createFiles(config, database),
		push: createPush(config),
		signing: createSigning(config),
		sms: createSms(config),
		passwords: createPasswords({ threads: options.passwordThreads ?? 1 }),
		sessions: createSessionStore(database, clock)
	};
	return createApp({ config, database, log, ports, clock });
}
