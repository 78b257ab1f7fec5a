/** In every test file: a module writes only its own schema, whatever the test was about. */
import { afterAll, expect } from 'vitest';
import { isForeign, watchWrites } from './writes.ts';

const writes = watchWrites();

afterAll(() => {
	expect(
		writes.filter(isForeign).map(({ by, table }) => `${by} writes ${table}`),
		'others’ data is changed through their door'
	).toEqual([]);
});
