/** Columns and faults of a file, as people say them. */
import { m } from '#paraglide/messages.js';

const NAMES: Record<string, () => string> = {
	title: m.directory_civility,
	familyName: m.directory_family_name,
	givenName: m.directory_given_name,
	birthDate: m.directory_birth_date,
	class: m.directory_class,
	email: m.directory_email,
	function: m.directory_csv_function,
	classes: m.directory_csv_classes
};
const GUARDIAN: Record<string, () => string> = {
	Title: m.directory_civility,
	Family: m.directory_family_name,
	Given: m.directory_given_name,
	Email: m.directory_email,
	Mobile: m.directory_csv_mobile
};

export function fieldName(name: string): string {
	const guardian = /^guardian([12])(\w+)$/.exec(name);
	if (guardian) return m.directory_csv_guardian({ number: guardian[1] ?? '', what: GUARDIAN[guardian[2] ?? '']?.() ?? '' });
	return NAMES[name]?.() ?? name;
}

const PROBLEMS: Record<string, () => string> = {
	required: m.directory_csv_required,
	'not-a-date': m.field_not_a_date,
	'not-an-email': m.field_not_an_email,
	'too-long': m.directory_csv_too_long,
	'no-letters': m.directory_csv_no_letters,
	twice: m.directory_csv_twice,
	'guardian-incomplete': m.directory_csv_guardian_incomplete,
	'unknown-function': m.directory_csv_unknown_function
};

export function problemSentence(code: string): string {
	return PROBLEMS[code]?.() ?? m.field_invalid();
}
