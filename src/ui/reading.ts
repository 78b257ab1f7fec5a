/** Typefaces the reading panel offers: only those Préau can serve itself. */
export const READING_FONTS = [
	{ value: 'atkinson', label: 'Atkinson Hyperlegible' },
	{ value: 'lexend', label: 'Lexend' },
	{ value: 'opendyslexic', label: 'OpenDyslexic' }
] as const;

/** What the reading panel lets one choose; the first of each is the ordinary page. */
export const READING_CHOICES = {
	size: ['normal', 'large', 'larger'],
	spacing: ['normal', 'wide'],
	font: ['atkinson', 'lexend', 'opendyslexic'],
	line: ['off', 'on'],
	aloud: ['off', 'on']
} as const;

export type Reading = { [name in keyof typeof READING_CHOICES]?: (typeof READING_CHOICES)[name][number] };

/** The words of `data-display`, which tokens.css reads. */
export function displayWords({ size, spacing, font }: Reading): string {
	return [size, spacing && `spacing-${spacing}`, font && `font-${font}`].filter(Boolean).join(' ');
}
