/** Facts of the installation, in `core.setting`. As the system role. */
import type { Db } from '#kernel/context';

export async function keepSetting(db: Db, name: string, value: string, now: Date): Promise<void> {
	const row = { value: JSON.stringify(value), changed_at: now };
	await db
		.insertInto('core.setting')
		.values({ name, ...row })
		.onConflict((conflict) => conflict.column('name').doUpdateSet(row))
		.execute();
}
