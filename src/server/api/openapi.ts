/** The OpenAPI 3.1 document, made from the registry: what the server does is what it says. */
import { toJsonSchema } from '@valibot/to-json-schema';
import { definitions } from '#app';
import { visitor } from '#kernel/actor';
import type { AnyDefinition } from '#kernel/definition';
import { STATUS } from '#kernel/errors';

type Json = Record<string, unknown>;

export function openApi(origin: string): Json {
	const offered = definitions
		.map((one) => one as unknown as AnyDefinition)
		.filter((one) => one.internal !== true)
		.sort((a, b) => a.name.localeCompare(b.name));
	return {
		openapi: '3.1.0',
		info: {
			title: 'Préau',
			version: '1',
			description:
				'Every act and every reading of Préau. Commands are POSTed as JSON; queries are asked by GET (a repeated name is a list) or POST. Refusals carry a stable `code`, a sentence and the sentences of fields. Dates are ISO 8601 in UTC; a day is `yyyy-mm-dd`.'
		},
		servers: [{ url: origin }],
		tags: [...new Set(offered.map((one) => one.name.split('.')[0]))].map((name) => ({ name })),
		paths: Object.fromEntries(offered.map((one) => [`/api/v1/${one.name.replace('.', '/')}`, path(one)])),
		components: {
			schemas: { Refusal: REFUSAL },
			responses: { refused: { description: 'Refused: see `code`', content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } } } },
			securitySchemes: {
				session: { type: 'apiKey', in: 'cookie', name: '__Host-preau', description: 'The session of a browser; commands are then only taken from pages of the same origin.' },
				token: { type: 'http', scheme: 'bearer', description: 'A personal access token, made on the page of one’s account.' }
			}
		}
	};
}

const REFUSAL: Json = {
	type: 'object',
	required: ['code', 'message', 'fields'],
	properties: {
		code: { type: 'string', description: 'Stable, for programs', examples: Object.keys(STATUS) },
		message: { type: 'string', description: 'A sentence for a person, in his language' },
		fields: { type: 'object', additionalProperties: { type: 'string' }, description: 'By field: the sentence to show beside it' }
	}
};

function path(definition: AnyDefinition): Json {
	const input = schemaOf(definition);
	const common = {
		tags: [definition.name.split('.')[0]],
		summary: definition.summary,
		description: `For: ${definition.allow.says}.`,
		security: [...(definition.allow.who(visitor) ? [{}] : []), { session: [] }, { token: [] }],
		responses: { 200: { description: 'Done', content: { 'application/json': {} } }, default: { $ref: '#/components/responses/refused' } }
	};
	const id = definition.name.replaceAll(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase());
	const post = { operationId: definition.kind === 'query' ? `${id}ByPost` : id, ...common, requestBody: { required: true, content: { 'application/json': { schema: input } } } };
	return definition.kind === 'command' ? { post } : { get: { operationId: id, ...common, parameters: parameters(input) }, post };
}

/** What is sent, before defaults and transformations. What JSON Schema cannot say is left out, not guessed. */
function schemaOf(definition: AnyDefinition): Json {
	const { $schema: _, ...schema } = toJsonSchema(definition.input, { typeMode: 'input', errorMode: 'ignore', target: 'draft-2020-12' });
	return schema as Json;
}

function parameters(schema: Json): Json[] {
	const required = Array.isArray(schema.required) ? schema.required : [];
	return Object.entries((schema.properties ?? {}) as Record<string, Json>).map(([name, one]) => ({
		name,
		in: 'query',
		required: required.includes(name),
		schema: one,
		style: 'form',
		explode: true
	}));
}
