import { expect, test } from 'vitest';
import { useTestApp } from '../../../tests/support/database.ts';
import { migrateJobs } from './jobs.ts';
import { SYSTEM } from './roles.ts';

const here = useTestApp();

test('machines that start at once on one database do not trip over each other', async () => {
	const { owner } = here.addresses;
	if (!owner) throw new Error('no owner');
	await Promise.all(Array.from({ length: 8 }, (_, at) => migrateJobs(owner, [{ name: 'operations.forget-samples' }, { name: `test.${at}` }], SYSTEM)));
	const { rows } = await here.admin.query<{ name: string }>(`select name from jobs.queue where name like 'test.%'`);
	expect(rows).toHaveLength(8);
}, 60_000);
