import type { Job, JobTools } from '#platform/jobs';


export const definitions = [] as const;

/** Background work of this module. */
export function jobs(_tools: JobTools): Job[] {
	return [];
}
