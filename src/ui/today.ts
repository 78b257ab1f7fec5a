import type { Output } from '#app';

/** The day's public information, as the pages get it. */
export type Today = Output<'publications.today'>;
export type TodayItem = Today['items'][number];
