/** What is kept, and how much may be. */
import type { Db } from '#kernel/context';
import type { Quota } from './policy.ts';

/** The general quotas, and those of these schools. */
export async function quotasFor(db: Db, schools: readonly string[]): Promise<Quota[]> {
	return db
		.selectFrom('files.quota')
		.select(['school_id as schoolId', 'profile', 'bytes'])
		.where((eb) => eb.or([eb('school_id', 'is', null), ...(schools.length > 0 ? [eb('school_id', 'in', [...schools])] : [])]))
		.execute();
}

/** Bytes of the files somebody keeps or is sending, and how many are being sent. */
export async function kept(db: Db, whose: 'owner_id' | 'school_id', id: string): Promise<{ bytes: number; underway: number }> {
	const row = await db
		.selectFrom('files.file')
		.select(({ fn, val }) => [fn.coalesce(fn.sum<string>('size'), val('0')).as('bytes'), fn.countAll<number>().filterWhere('state', '=', 'uploading').as('underway')])
		.where(whose, '=', id)
		.where('state', '<>', 'refused')
		.executeTakeFirstOrThrow();
	return { bytes: Number(row.bytes), underway: row.underway };
}
