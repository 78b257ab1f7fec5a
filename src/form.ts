/** A form as an object: one value is text, several of the same name are a list. Files are left out. */
export function formObject(form: FormData): Record<string, string | string[]> {
	const object: Record<string, string | string[]> = {};
	for (const name of new Set(form.keys())) {
		const values = form.getAll(name).filter((value): value is string => typeof value === 'string');
		const [first] = values;
		if (first !== undefined) object[name] = values.length === 1 ? first : values;
	}
	return object;
}
