import * as v from 'valibot';
import { day, email, text } from '#kernel/input';

/** A password being chosen: long is good, kilobytes are an attack. Spaces at its ends are the person's. */
export const NewPassword = v.pipe(v.string('required'), v.minLength(1, 'required'), v.maxLength(200, 'too-long'));

const empty = v.pipe(
	v.literal(''),
	v.transform(() => undefined)
);

export const CodeClaim = v.object({
	code: text(20),
	familyName: text(100),
	birthDate: v.optional(v.union([empty, day], 'not-a-date'))
});

export const optionalEmail = v.optional(v.union([empty, email], 'not-an-email'));

/** French mobile numbers, or an international number. Kept as E.164. */
export const optionalMobile = v.optional(
	v.union(
		[
			empty,
			v.pipe(
				v.string(),
				v.transform((typed) =>
					typed
						.replace(/[\s().-]/g, '')
						.replace(/^0([67]\d{8})$/, '+33$1')
						.replace(/^00/, '+')
				),
				v.regex(/^\+[1-9]\d{7,14}$/, 'not-a-mobile')
			)
		],
		'not-a-mobile'
	)
);
