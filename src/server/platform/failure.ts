/**
 * A failure with a sentence for whoever runs Préau (CLI, supervisor): printed as one line on standard
 * error, exit code 1. Not for people's requests: those are refusals.
 */
export class PreauError extends Error {
	override name = 'PreauError';
	readonly remedy: string | null;
	constructor(message: string, remedy: string | null = null) {
		super(message);
		this.remedy = remedy;
	}
}
