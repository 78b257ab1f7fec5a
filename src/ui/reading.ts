/** Typefaces the reading panel offers: only those Préau can serve itself. */
export const READING_FONTS = [
	{ value: 'atkinson', label: 'Atkinson Hyperlegible' },
	{ value: 'lexend', label: 'Lexend' },
	{ value: 'opendyslexic', label: 'OpenDyslexic' }
] as const;
