import type { Input, Name, Output, Result } from '#app';
import type { Actor } from '#kernel/actor';
import type { SignedIn } from '#modules/identity';
import type { UndoSeconds } from '#platform/config';

declare global {
	namespace App {
		interface Locals {
			actor: Actor;
			/** The signed-in person with names and display preferences, or null. */
			signedIn: SignedIn | null;
			locale: 'fr' | 'en';
			/** How long what this person sends from a page can be undone. */
			undoSeconds: UndoSeconds;
			/** The database went away while this request was answered. */
			databaseLost?: boolean;
			/** Run a definition for the person of this request; refusals come back as values. */
			call<N extends Name>(name: N, input: unknown): Promise<Result<Output<N>>>;
			/** The same for a load: a refusal becomes the error page (or the way to the login page). */
			get<N extends Name>(name: N, input: Partial<Input<N>>): Promise<Output<N>>;
		}
		interface Error {
			message: string;
			code?: string;
			requestId?: string;
		}
	}
}
export {};
