/**
 * What a person can cause is a *refusal*: a value with a stable code, never an exception.
 * Bugs throw. This file is the only table code → HTTP status; the sentence of a code stands in the
 * catalogue under `error_<code>` (see `messages/<locale>/errors.json`).
 */
export const STATUS = {
	'invalid-input': 422,
	'not-signed-in': 401,
	'wrong-credentials': 401,
	'second-factor-required': 401,
	'second-factor-setup-required': 403,
	'password-change-required': 403,
	'charter-required': 403,
	forbidden: 403,
	'cross-origin': 403,
	'not-found': 404,
	'method-not-allowed': 405,
	conflict: 409,
	gone: 410,
	'too-large': 413,
	'too-many': 429,
	'insufficient-storage': 507,
	unavailable: 503,
	unexpected: 500
} as const;

export type Status = (typeof STATUS)[keyof typeof STATUS];

/** Field name → code of the field's message (`field_<code>` in the catalogue), with its values. */
export type FieldErrors = Record<string, { code: string; params?: Params }>;
export type Params = Record<string, string | number>;

/** Why a request was refused. `code` is stable; `kind` gives the HTTP status. */
export interface Refusal {
	readonly refused: true;
	readonly kind: keyof typeof STATUS;
	/** Finer than `kind` where a person needs another sentence, e.g. `code-expired`. */
	readonly code: string;
	readonly params: Params;
	readonly fields: FieldErrors;
}

/** Build a refusal. `code` defaults to its kind. */
export function refuse(kind: keyof typeof STATUS, more: { code?: string; params?: Params; fields?: FieldErrors } = {}): Refusal {
	return {
		refused: true,
		kind,
		code: more.code ?? kind,
		params: more.params ?? {},
		fields: more.fields ?? {}
	};
}

/** The refusal of one field, e.g. `refuseField('password', 'too-weak')`. */
export function refuseField(field: string, code: string, params: Params = {}): Refusal {
	return refuse('invalid-input', { fields: { [field]: { code, params } } });
}

export function isRefusal(value: unknown): value is Refusal {
	return typeof value === 'object' && value !== null && (value as Refusal).refused === true;
}

/** HTTP status of a refusal. */
export function statusOf(refusal: Refusal): Status {
	return STATUS[refusal.kind];
}
