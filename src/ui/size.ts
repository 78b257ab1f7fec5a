/** How much a file is, in words; without a catalogue, so that scripts of pages can bring it too. */
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** 1 300 000 → « 1,3 Mo »; of what is smaller than ten, one decimal. */
export function sizeIn(locale: string, bytes: number): string {
	const power = bytes < 1_000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
	const value = bytes / 1_000 ** power;
	return new Intl.NumberFormat(locale, {
		style: 'unit',
		unit: UNITS[power] ?? 'byte',
		unitDisplay: power === 0 ? 'long' : 'short',
		maximumFractionDigits: value < 10 && power > 0 ? 1 : 0
	}).format(value);
}
