/** Which stylesheets a page links: the dark values and the reader's font only when they are wanted. */
import darkHref from './tokens-dark.css?url&no-inline';
import fontHref from '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2?url&no-inline';

export type Theme = 'auto' | 'light' | 'dark';

/** Paper is light whatever the screen: both media leave print out. */
const MEDIA: Record<Theme, string | null> = {
	auto: 'screen and (prefers-color-scheme: dark)',
	dark: 'screen',
	light: null
};

export function darkStylesheet(theme: Theme): { href: string; media: string } | null {
	const media = MEDIA[theme];
	return media === null ? null : { href: darkHref, media };
}

/** Asked for before the stylesheet is read, so that text does not change shape under the reader's eyes. */
export const bodyFont = fontHref;
