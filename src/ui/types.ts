import type { Component } from 'svelte';

/** A Lucide icon. */
export type IconOf = Component<{ class?: string }>;

/** What a form gets back from a command that said no: see `Refused` of the app. */
export interface RefusedForm {
	message: string;
	fields: Record<string, string>;
}

/** Modules that have a colour of their own. */
export type Module = 'messaging' | 'publications' | 'directory' | 'operations' | 'assignments' | 'liaison' | 'tutoring' | 'spaces' | 'equipment' | 'adoption';

/** Somebody's choice on the reading panel. */
export type Tone = 'sun' | 'info' | 'ok' | 'danger';
