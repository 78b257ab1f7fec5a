/** Pieces of schemas that accept what a form sends (text) as well as what JSON sends. */
import * as v from 'valibot';
import { parisInstant } from './paris-time.ts';

/** A UUID. */
export const id = v.pipe(v.string('required'), v.uuid('not-found'));

/** What no keyboard types and PostgreSQL or a page cannot show: control characters other than tab and new line. */
const UNTYPED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

function typed(value: string): string {
	return value.toWellFormed().normalize('NFC').replace(/\r\n?/g, '\n').replace(UNTYPED, '').trim();
}

/** Text a person types: trimmed, Unicode NFC, without control characters, 1 to `max` characters. */
export function text(max: number) {
	return v.pipe(v.string('required'), v.transform(typed), v.minLength(1, 'required'), v.maxLength(max, 'too-long'));
}

/** The same, may be empty. */
export function optionalText(max: number) {
	return v.optional(v.pipe(v.string(), v.transform(typed), v.maxLength(max, 'too-long')), '');
}

/** A checkbox: absent is false. */
export const flag = v.optional(
	v.pipe(
		v.union([v.boolean(), v.string()]),
		v.transform((value) => value === true || value === 'on' || value === 'true' || value === '1')
	),
	false
);

/** A whole number, given as number or text. */
export function whole(min: number, max: number) {
	return v.pipe(
		v.union([v.number(), v.pipe(v.string(), v.trim(), v.regex(/^-?\d{1,15}$/, 'not-a-number'), v.transform(Number))], 'not-a-number'),
		v.integer('not-a-number'),
		v.minValue(min, 'too-small'),
		v.maxValue(max, 'too-large')
	);
}

/** One value or several of the same name. */
export function list<S extends v.GenericSchema>(item: S, max: number) {
	return v.pipe(
		v.optional(
			v.union([
				v.array(v.unknown()),
				v.pipe(
					v.unknown(),
					v.transform((one) => [one])
				)
			]),
			[]
		),
		v.array(item),
		v.maxLength(max, 'too-many')
	);
}

/** A calendar day as `yyyy-mm-dd` or, as people write it, `dd/mm/yyyy`; gives `yyyy-mm-dd`. */
export const day = v.pipe(
	v.string('required'),
	v.trim(),
	v.transform((value) => value.replace(/^(\d{2})[/. -](\d{2})[/. -](\d{4})$/, '$3-$2-$1')),
	v.isoDate('not-a-date'),
	v.check((value) => !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value), 'not-a-date')
);

/** Nothing, an instant with its zone (`…Z`), or the clock in Paris (`2026-11-23T18:00`); gives a Date or null. */
export const moment = v.optional(
	v.nullable(
		v.pipe(
			v.string('not-a-moment'),
			v.trim(),
			v.check((value) => value === '' || (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/.test(value) && !Number.isNaN(Date.parse(value))), 'not-a-moment'),
			v.transform((value) => (value === '' ? null : /Z|[+-]\d{2}:\d{2}$/.test(value) ? new Date(value) : parisInstant(value)))
		)
	),
	null
);

/** An e-mail address as mail systems accept it, lower-cased. */
export const email = v.pipe(v.string('required'), v.trim(), v.toLowerCase(), v.maxLength(254, 'too-long'), v.email('not-an-email'));

/** A field of a filter form: left empty, it is no filter. */
export function given<S extends v.GenericSchema>(schema: S) {
	return v.optional(
		v.union([
			v.pipe(
				v.literal(''),
				v.transform(() => undefined)
			),
			schema
		])
	);
}

/** The same in the address of a page, where nonsense is no filter either. */
export function filter<S extends v.GenericSchema<string, string>>(schema: S) {
	return v.fallback(given(schema), undefined);
}

/** Position in a list: 1, 2, 3… */
export const page = v.optional(whole(1, 10_000), 1);
