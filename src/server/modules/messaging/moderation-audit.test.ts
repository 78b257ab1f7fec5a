/** Every act of moderation is in the audit trail: who, what, on what, in which school, and never a word of what was written. */
import { beforeAll, expect, test } from 'vitest';
import type { Input, Name as Definition } from '#app';
import { useTestApp } from '../../../../tests/support/database.ts';
import { messagingWorld, sendAs } from '../../../../tests/support/messaging.ts';
import type { Name, World } from '../../../../tests/support/world.ts';

const here = useTestApp();
let world: World;
beforeAll(async () => {
	world = await messagingWorld(here);
});

async function done<D extends Definition>(who: Name, name: D, input: Input<D>) {
	const answer = await here.app.call(name, world.actor(who), input);
	if (!answer.ok) throw new Error(`${name}: ${answer.message}`);
	return answer.value;
}
async function written(command: string) {
	const { rows } = await here.admin.query<{ actor_id: string; subject_type: string; school_id: string | null; outcome: string; line: string }>(
		`select actor_id, subject_type, school_id, outcome, to_jsonb(a)::text as line from core.audit a where command = $1 order by at, id`,
		[command]
	);
	return rows;
}

test('reporting, deciding, warning, suspending, closing: one line each, without the words', async () => {
	const sent = await sendAs(here, world, 'durand', [`person:${world.people.sophie}`], { subject: 'OBJET-SECRET', body: 'CORPS-SECRET' });
	await done('sophie', 'messaging.report', { messageId: sent.messageId, reason: 'insult', comment: 'COMMENTAIRE-SECRET' });
	const board = () => done('principalA', 'messaging.moderation', { school: world.schoolA });
	const [report] = (await board()).reports;
	await done('principalA', 'messaging.decide-report', {
		reportId: report?.id ?? '',
		message: 'remove',
		warning: 'AVERTISSEMENT-SECRET',
		suspend: 'until-lifted',
		reason: 'RAISON-SECRETE'
	});
	const standing = await done('durand', 'messaging.standing', {});
	await done('durand', 'messaging.acknowledge-warning', { warningId: standing.warnings[0]?.id ?? '' });
	await done('principalA', 'messaging.lift-suspension', { suspensionId: (await board()).suspensions[0]?.id ?? '' });
	await done('principalA', 'messaging.set-family-writing', { school: world.schoolA, directionOnly: true });
	const { closureId } = await done('principalA', 'messaging.close', { schoolId: world.schoolA, extent: 'writing', reason: 'RAISON-SECRETE' });
	await done('principalA', 'messaging.reopen', { closureId });

	for (const [command, who, subject] of [
		['messaging.report', 'sophie', 'report'],
		['messaging.decide-report', 'principalA', 'report'],
		['messaging.acknowledge-warning', 'durand', 'warning'],
		['messaging.lift-suspension', 'principalA', 'person'],
		['messaging.set-family-writing', 'principalA', 'school'],
		['messaging.close', 'principalA', 'closure'],
		['messaging.reopen', 'principalA', 'closure']
	] as const) {
		const lines = await written(command);
		expect(lines, command).toMatchObject([{ actor_id: world.people[who], subject_type: subject, school_id: world.schoolA, outcome: 'done' }]);
		expect(lines[0]?.line, command).not.toMatch(/SECRET/);
	}
});

test('moderators read the full name of who reported and the signature of who wrote; no login, no address, no birth date', async () => {
	const sent = await sendAs(here, world, 'durand', [`person:${world.people.lea}`]);
	await done('lea', 'messaging.report', { messageId: sent.messageId, reason: 'other', comment: '' });
	const { reports } = await done('principalA', 'messaging.moderation', { school: world.schoolA });
	const [report] = reports;
	expect(report).toMatchObject({ reporter: 'Léa Martin', evidence: [{ from: 'Mme Durand', profile: 'teacher' }] });
	expect(Object.keys(report ?? {}).sort()).toEqual(['at', 'comment', 'evidence', 'id', 'reason', 'reporter', 'school', 'senderThere', 'warnings']);
	expect(Object.keys(report?.evidence[0] ?? {}).sort()).toEqual(['at', 'attachments', 'from', 'id', 'profile', 'reported', 'subject', 'text']);
});
