/** What the embedded server says on its standard error, at the level it means. */
import type { Log } from '#platform/log';

const LINE = /^\S+ \S+ \S+ \[\d+\] (LOG|DEBUG\d?|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC|DETAIL|HINT|CONTEXT|STATEMENT): +(.*)$/;
/** Said to whoever connects while it starts or stops: no failure. */
const PASSING = /the database system is (starting up|shutting down|in recovery mode|not yet accepting connections)|terminating connection due to administrator command/;

export function logPostgres(log: Log, line: string): void {
	const [, level, text = line] = LINE.exec(line) ?? [];
	// DETAIL and STATEMENT quote rows; so may an error, between quotes.
	if (level === 'DETAIL' || level === 'STATEMENT' || level === 'CONTEXT') return;
	const said = { postgres: text.replaceAll(/"[^"]*"/g, '"…"').slice(0, 300) };
	if (PASSING.test(text) || level === 'LOG' || level === 'HINT' || level === undefined) log.debug(said, 'postgres');
	else if (level === 'PANIC') log.error(said, 'postgres');
	else log.warn(said, 'postgres');
}
