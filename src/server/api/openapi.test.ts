import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { definitions } from '#app';
import type { AnyDefinition } from '#kernel/definition';
import { openApi } from './openapi.ts';

const document = JSON.parse(JSON.stringify(openApi('https://ent.exemple.fr'))) as { paths: Record<string, { get?: { operationId: string }; post: { operationId: string } }> };
const offered = (definitions as unknown as readonly AnyDefinition[]).filter((one) => !one.internal);

test('is valid by the schema of OpenAPI 3.1, references included', async () => {
	const validator = new Validator();
	const answer = await validator.validate(document);
	expect(answer.errors ?? []).toEqual([]);
	expect(answer.valid).toBe(true);
	expect(validator.version).toBe('3.1');
});

test('every definition that is offered has its path, and nothing else has', () => {
	const expected = offered.map((one) => `/api/v1/${one.name.replace('.', '/')}`);
	expect(Object.keys(document.paths).sort()).toEqual(expected.sort());
});

test('no two operations share an id', () => {
	const ids = Object.values(document.paths).flatMap((path) => [path.get?.operationId ?? [], path.post.operationId].flat());
	expect(new Set(ids).size).toBe(ids.length);
});
