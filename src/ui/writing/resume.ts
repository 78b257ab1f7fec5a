/**
 * What tus-js-client does with an answer that is not the one it hopes for. Asked how far an upload is and told any error but
 * « locked », it forgets the address and begins anew from the first byte: right when the upload is gone, wrong when the
 * session has ended or the server has no time. Given to the client here, so that pages and tests do the same.
 */
import type { DetailedError, HttpRequest, HttpResponse } from 'tus-js-client';

/** It is there no more: it has to be begun anew. */
const GONE = [404, 410];
/** Somebody else holds it for a moment: the client waits by itself. */
const LOCKED = 423;
const CONFLICT = 409;

/** The server would not say how far the upload is: its address stays. */
class Untold extends Error {
	readonly status: number;
	readonly words: string;
	constructor(response: HttpResponse) {
		super(`untold: ${response.getStatus()}`);
		this.status = response.getStatus();
		this.words = response.getBody();
	}
}

/** For `onAfterResponse`. */
export function keepAddress(request: HttpRequest, response: HttpResponse): void {
	const status = response.getStatus();
	if (request.getMethod() === 'HEAD' && status >= 400 && status !== LOCKED && !GONE.includes(status)) throw new Untold(response);
}

/** What the server said no with; null when it was not reached. */
export function answered(error: Error): { status: number; words: string } | null {
	const { originalResponse: answer, causingError } = error as Partial<DetailedError>;
	if (causingError instanceof Untold) return causingError;
	return answer ? { status: answer.getStatus(), words: answer.getBody() } : null;
}

/** For `onShouldRetry`: a refusal is not asked again by itself. */
export function mayPass(error: Error): boolean {
	const status = answered(error)?.status ?? 0;
	return status < 400 || status >= 500 || status === CONFLICT || status === LOCKED;
}
